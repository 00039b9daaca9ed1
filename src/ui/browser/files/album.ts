import type { ConversationFiles, FileState, FileView } from '../../../client/files/file-views.ts';
import type { MessageView, PersonId } from '../../../client/views.ts';
import type { App } from '../app/app.ts';
import type { Row } from '../conversation/rows.ts';
import { inRow } from './scope.ts';
import { actionsOf, hasProgress, progressOf, type TransferAction } from './transfer.ts';
import { statusOf } from './transfer-status.ts';

/** So many pictures are shown; the last of them says how many more there are. */
const SHOWN = 4;
/** What says most about an album with pictures in several states. */
const TELLING: readonly FileState[] = ['transferring', 'waiting', 'paused', 'offered'];

/** The transfers of several files as one. */
export function combined(files: readonly FileView[]): FileView | undefined {
  const state = TELLING.find((each) => files.some((file) => file.state === each));
  const told = files.find((file) => file.state === state);
  if (told === undefined) return undefined;
  const sum = (one: 'size' | 'transferred'): number =>
    files.reduce((all, { state: each, size, transferred }) => {
      const has = one === 'transferred' && each !== 'complete' ? transferred : size;
      return all + has;
    }, 0);
  return { ...told, size: sum('size'), transferred: sum('transferred') };
}

/** Pictures that were sent together, as a grid. */
export const pictureAlbum = (app: App, peer: PersonId) => {
  const { strings, format, formatCount } = app.text;
  const numbers = new Intl.NumberFormat(app.locale);
  return inRow({
    get all(): readonly Row[] {
      return this.row.album ?? [];
    },
    /** For the viewer, which goes from one to the next. */
    get album(): readonly MessageView[] {
      return this.all.map(({ message }) => message);
    },
    get tiles(): readonly Row[] {
      return this.all.slice(0, SHOWN);
    },
    get shapeClass(): string {
      return `of-${this.tiles.length}`;
    },
    get label(): string {
      return formatCount(strings.file.album, this.all.length);
    },
    /** `+3` in place of the pictures that are not shown. */
    moreAt(index: number): string {
      const hidden = this.all.length - SHOWN;
      return index === SHOWN - 1 && hidden > 0 ? `+${numbers.format(hidden)}` : '';
    },
    placeLabel(index: number): string {
      const [at = '', length = ''] = [index + 1, this.all.length].map((n) => numbers.format(n));
      return format(strings.file.position, { at, length });
    },

    get together(): FileView | undefined {
      return combined(this.album.flatMap(({ file }) => file ?? []));
    },
    get albumStatus(): string {
      const { together } = this;
      const { name = '', online: isOnline = false } = app.conversation(peer) ?? {};
      const { mine } = this.row.message;
      return together === undefined ? '' : statusOf(together, { mine, name, isOnline }, app);
    },
    get albumHasProgress(): boolean {
      return this.together !== undefined && hasProgress(this.together);
    },
    get albumProgress(): number {
      return this.together === undefined ? 0 : progressOf(this.together);
    },
    get albumProgressLabel(): string {
      return format(strings.file.progress, { file: this.label });
    },
    get albumActions(): readonly TransferAction[] {
      const { together } = this;
      return together === undefined ? [] : actionsOf(together, this.row.message.mine);
    },
    actOnAll(action: TransferAction): void {
      void app.attempt(app.chat.files(peer).then((files) => this.actIn(files, action)));
    },
    async actIn(files: ConversationFiles, action: TransferAction): Promise<void> {
      for (const { ref } of this.album) {
        if (ref !== undefined) await files[action](ref);
      }
    },
    albumActionLabel(action: TransferAction): string {
      return strings.file.action[action];
    },
  });
};

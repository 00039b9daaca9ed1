import type { Magics } from '@alpinejs/csp';
import type { ConversationFiles } from '../../../client/files/conversation-files.ts';
import type { FileState, FileView } from '../../../client/files/file-views.ts';
import type { MessageView, PersonId } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import type { App } from '../app/app.ts';
import type { Shape } from './shape.ts';
import { actionsOf, hasProgress, progressOf, type TransferAction } from './transfer.ts';
import { statusOf } from './transfer-status.ts';

/** What says most about an album with pictures in several states. */
const TELLING: readonly FileState[] = ['transferring', 'waiting', 'paused', 'offered'];

/** The transfers of several files as one. */
export function combined(files: readonly FileView[]): FileView | undefined {
  if (files.length === 1) return files[0];
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

/** The component around this one: of a file (file-message.ts), or of an album (album.ts). */
interface Around {
  readonly message?: MessageView;
  readonly fileName?: string;
  readonly shape?: Shape;
  readonly isTooLarge?: boolean;
  readonly album?: readonly MessageView[];
  readonly label?: string;
}

function around<T extends object>(parts: T & ThisType<T & Magics & Around>): T {
  return parts;
}

/** How far the transfer of a file or of all pictures of an album has come, and what can be done about it. */
export const transferLine = (app: App, peer: PersonId) => {
  return around({
    get messages(): readonly MessageView[] {
      return this.album ?? (this.message === undefined ? [] : [this.message]);
    },
    get together(): FileView | undefined {
      return combined(this.messages.flatMap(({ file }) => file ?? []));
    },
    /** It has not ended, so it disappears again. */
    get isOverlay(): boolean {
      return this.together !== undefined && TELLING.includes(this.together.state);
    },
    get isOwn(): boolean {
      return this.messages[0]?.mine === true;
    },
    get hasProgress(): boolean {
      return this.together !== undefined && hasProgress(this.together);
    },
    get progress(): number {
      return this.together === undefined ? 0 : progressOf(this.together);
    },
    get progressLabel(): string {
      return format(strings.file.progress, { file: this.label ?? this.fileName ?? '' });
    },
    get status(): string {
      const { together, isOwn: mine } = this;
      if (this.isTooLarge === true) return strings.file.tooManyPixels;
      const { name = '', online: isOnline = false } = app.conversation(peer) ?? {};
      return together === undefined ? '' : statusOf(together, { mine, name, isOnline });
    },
    get actions(): readonly TransferAction[] {
      const { together } = this;
      const actions = together === undefined ? [] : actionsOf(together, this.isOwn);
      // Playing a voice message downloads it.
      return this.shape === 'voice' ? actions.filter((action) => action !== 'accept') : actions;
    },
    get isSilent(): boolean {
      return this.status === '' && this.actions.length === 0;
    },
    act(action: TransferAction): void {
      void app.attempt(app.chat.files(peer).then((files) => this.actIn(files, action)));
    },
    async actIn(files: ConversationFiles, action: TransferAction): Promise<void> {
      for (const { ref } of this.messages) {
        if (ref !== undefined) await files[action](ref);
      }
    },
    actionLabel(action: TransferAction): string {
      return strings.file.action[action];
    },
  });
};

import type { FileSource } from '../../../client/files/conversation-files.ts';
import type { MessageRef, PersonId } from '../../../client/views.ts';
import type { ChatError } from '../../../protocol/errors.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import type { App } from '../app/app.ts';
import { component } from '../components/component.ts';
import { announce } from '../window/live-region.ts';
import { extensionOf, sizeText } from './file-text.ts';
import { limitHint } from './limit-hint.ts';
import { isPicture, type PreparedFile, prepareFile } from './prepared-file.ts';

/** A chosen file as the composer shows it. */
export interface TrayItem {
  readonly key: number;
  readonly name: string;
  /** What stands in the place of a picture: `PDF`. */
  readonly badge: string;
  /** Of the picture, or empty. */
  readonly address: string;
  readonly size: string;
  readonly removeLabel: string;
  /** It can only be sent as it is, with its metadata. */
  readonly isUnconverted: boolean;
}

/**
 * The files that are chosen for one conversation, until they are sent or removed. They are prepared one
 * after the other, because a decoded photo takes up to 256 MiB.
 */
export const createTray = (app: App, peer: PersonId) => {
  const prepared = new Map<number, PreparedFile>();
  let queue = Promise.resolve();
  let nextKey = 0;
  let sending: AbortController | undefined;

  const chosen = ({ scaled, original }: PreparedFile, isOriginal: boolean): FileSource =>
    isOriginal ? original : (scaled ?? original);
  const release = ({ address }: TrayItem): void => URL.revokeObjectURL(address);

  return component({
    items: [] as readonly TrayItem[],
    /** How many files are being prepared. */
    pending: 0,
    isOriginal: false,
    isSending: false,
    /** Of the files that are being copied into storage: from 0 to 1. */
    progress: 0,

    get isEmpty(): boolean {
      return this.items.length === 0 && this.pending === 0;
    },
    get isReady(): boolean {
      return this.items.length > 0 && this.pending === 0 && !this.isSending && !this.needsOriginal;
    },
    /** Some pictures can be sent only as they are, and the person has not agreed to that. */
    get needsOriginal(): boolean {
      return !this.isOriginal && this.items.some(({ isUnconverted }) => isUnconverted);
    },
    get hasPhotos(): boolean {
      return this.items.some(({ key }) => {
        const file = prepared.get(key);
        return file !== undefined && isPicture(file.media) && file.media.type !== 'image/gif';
      });
    },
    /** Something is sent with what its camera wrote into it. */
    get mayReveal(): boolean {
      return this.items.some(({ key }) => {
        const { kind } = prepared.get(key)?.media ?? {};
        return kind === 'video' || (kind === 'picture' && this.isOriginal);
      });
    },

    /** Adds files in the order in which they were chosen. */
    add(files: readonly File[]): void {
      this.pending += files.length;
      for (const file of files) {
        queue = queue
          .then(() => this.prepare(file))
          .finally(() => {
            this.pending -= 1;
          });
      }
    },
    async prepare(file: File): Promise<void> {
      const known = await prepareFile(file);
      const key = nextKey++;
      prepared.set(key, known);
      const { media, thumbnail, scaled } = known;
      const item: TrayItem = {
        key,
        name: file.name,
        removeLabel: format(strings.tray.remove, { file: file.name }),
        badge: extensionOf(file.name),
        address: thumbnail === undefined ? '' : URL.createObjectURL(thumbnail),
        size: this.sizeOf(known),
        isUnconverted: isPicture(media) && scaled === undefined,
      };
      this.items = [...this.items, item];
      announce(format(strings.tray.added, { file: file.name }));
    },
    sizeOf(file: PreparedFile): string {
      return sizeText(chosen(file, this.isOriginal).content.size, strings.locale);
    },
    /** Whether photos keep their size and their metadata. */
    setOriginal(isOriginal: boolean): void {
      this.isOriginal = isOriginal;
      this.items = this.items.map((item) => {
        const file = prepared.get(item.key);
        return file === undefined ? item : { ...item, size: this.sizeOf(file) };
      });
    },
    remove(key: number): void {
      for (const item of this.items.filter((each) => each.key === key)) {
        release(item);
        announce(format(strings.tray.removed, { file: item.name }));
      }
      prepared.delete(key);
      this.items = this.items.filter((each) => each.key !== key);
    },
    /** These are sent; what was chosen meanwhile stays. */
    clear(sent: readonly TrayItem[]): void {
      for (const item of sent) {
        release(item);
        prepared.delete(item.key);
      }
      this.items = this.items.filter(({ key }) => prepared.has(key));
      this.isOriginal = false;
    },
    /** @throws ChatError; then the files are still chosen */
    async send(caption: string, answers?: MessageRef): Promise<void> {
      const { items } = this;
      const sources = items.flatMap(({ key }) => prepared.get(key) ?? []);
      sending = new AbortController();
      this.isSending = true;
      this.progress = 0;
      try {
        const files = await app.chat.files(peer);
        await files.send(
          sources.map((file) => chosen(file, this.isOriginal)),
          {
            caption,
            answers,
            signal: sending.signal,
            onProgress: ({ bytes, of }) => {
              this.progress = bytes / of;
            },
          },
        );
        this.clear(items);
      } catch (error) {
        if (!sending.signal.aborted) throw error;
      } finally {
        this.isSending = false;
      }
    },
    hintOf: (error: ChatError): string => limitHint(error),
    cancel(): void {
      sending?.abort();
    },
  });
};

export type Tray = ReturnType<typeof createTray>;

import type { ConversationFiles, FileView } from '../../../client/files/file-views.ts';
import type { PersonId } from '../../../client/views.ts';
import type { App } from '../app/app.ts';
import { durationText, extensionOf, sizeText } from './file-text.ts';
import { HEAD_BYTES, type MediaType, mediaTypeOf } from './media-type.ts';
import { PICTURE_HEAD_BYTES, pictureSizeOf } from './picture-size.ts';
import { placeOf, previewOf } from './preview.ts';
import { saveBlob } from './save.ts';
import { inRow } from './scope.ts';
import { actionsOf, hasProgress, progressOf, type TransferAction } from './transfer.ts';

/** Pictures are opened when they are so near the window that scrolling soon shows them. */
const NEAR = '600px';

/** What a file looks like in the conversation. */
type Shape = 'picture' | 'video' | 'voice' | 'audio' | 'card';

/** What its sender says, which decides only what its place looks like until its content is here. */
function claimedShape({ type, preview, waveform }: FileView): Shape {
  if (waveform !== undefined) return 'voice';
  if (preview === undefined) return 'card';
  return type.startsWith('video/') ? 'video' : type.startsWith('image/') ? 'picture' : 'card';
}

function shapeOf(media: MediaType, { waveform }: FileView): Shape {
  if (media.kind === 'audio') return waveform === undefined ? 'audio' : 'voice';
  return media.kind === 'other' ? 'card' : media.kind;
}

/** A file in the history: a picture, a player or a card, and how far its transfer has come. */
export const fileMessage = (app: App, peer: PersonId) => {
  const { strings, format } = app.text;
  let files: Promise<ConversationFiles> | undefined;
  let media: MediaType | undefined;
  let isNear = false;
  let isGone = false;
  let observer: IntersectionObserver | undefined;
  const addresses = new Set<string>();
  const addressOf = (content: Blob): string => {
    const address = URL.createObjectURL(content);
    addresses.add(address);
    return address;
  };
  const release = (address: string): void => {
    URL.revokeObjectURL(address);
    addresses.delete(address);
  };

  return inRow({
    /** Of the content, while it is shown. */
    address: '',
    previewAddress: '',
    /** What the content has turned out to be. */
    known: undefined as Shape | undefined,
    /** The picture has more pixels than a browser should decode. */
    isTooLarge: false,

    get file(): FileView | undefined {
      return this.row.message.file;
    },
    get mine(): boolean {
      return this.row.message.mine;
    },
    get peerName(): string {
      return app.conversation(peer)?.name ?? '';
    },
    get shape(): Shape {
      const { file, known } = this;
      return known ?? (file === undefined ? 'card' : claimedShape(file));
    },
    get isReadable(): boolean {
      return this.file?.isReadable === true;
    },
    get fileName(): string {
      return this.file?.name ?? '';
    },
    get badge(): string {
      return extensionOf(this.fileName);
    },
    /** `PDF · 2.4 MB`, `0:07 · 30 kB` */
    get about(): string {
      const { file, badge } = this;
      if (file === undefined) return '';
      const duration =
        file.duration === undefined ? badge : durationText(file.duration, app.locale);
      return [duration, sizeText(file.size, app.locale)].filter(Boolean).join(' · ');
    },
    get placeStyle(): Readonly<Record<string, string>> {
      const { width, height } = placeOf(this.file?.preview ?? { width: 320, height: 240 });
      return { '--width': `${width}px`, '--ratio': `${width} / ${height}` };
    },
    get isPlayable(): boolean {
      return this.isReadable && (this.shape === 'video' || this.shape === 'audio');
    },
    get viewLabel(): string {
      return format(strings.file.view, { file: this.fileName });
    },
    get saveLabel(): string {
      return format(strings.file.save, { file: this.fileName });
    },
    get playLabel(): string {
      return format(strings.file.play, { file: this.fileName });
    },

    get hasProgress(): boolean {
      return this.file !== undefined && hasProgress(this.file);
    },
    get progress(): number {
      return this.file === undefined ? 0 : progressOf(this.file);
    },
    get progressLabel(): string {
      return format(strings.file.progress, { file: this.fileName });
    },
    get status(): string {
      const { file, peerName: name } = this;
      if (file === undefined || file.state === 'complete') {
        return this.isTooLarge ? strings.file.tooManyPixels : '';
      }
      const { state, code } = file;
      if (state === 'failed') return code === undefined ? '' : strings.error[code];
      const done = sizeText(file.transferred, app.locale);
      const values = { name, done, size: sizeText(file.size, app.locale) };
      if (this.mine) return format(strings.file.state.mine[state], values);
      return state === 'offered' ? '' : format(strings.file.state.theirs[state], values);
    },
    get actions(): readonly TransferAction[] {
      const actions = this.file === undefined ? [] : actionsOf(this.file, this.mine);
      // Playing a voice message downloads it.
      return this.shape === 'voice' ? actions.filter((action) => action !== 'accept') : actions;
    },

    init(): void {
      const image = this.file?.preview?.image;
      const preview = image === undefined ? undefined : previewOf(image);
      if (preview !== undefined) this.previewAddress = addressOf(preview);
      observer = new IntersectionObserver(
        (entries) => {
          isNear = entries.at(-1)?.isIntersecting === true;
          void this.follow();
        },
        // The scrolling area clips what is outside of it: only its own margin lets rows be near.
        { root: this.$root.closest('.scroller'), rootMargin: NEAR },
      );
      observer.observe(this.$root);
      this.$watch('isReadable', () => void this.follow());
    },
    destroy(): void {
      observer?.disconnect();
      isGone = true;
      for (const address of [...addresses]) release(address);
    },
    files(): Promise<ConversationFiles> {
      files ??= app.chat.files(peer);
      return files;
    },
    /** Opens a picture that is near, and closes one that is not: memory holds what can be seen. */
    async follow(): Promise<void> {
      if (!this.isReadable) return;
      if (isNear) await app.attempt(this.shape === 'picture' ? this.open() : this.recognize());
      else if (this.shape === 'picture') this.close();
    },
    close(): void {
      release(this.address);
      this.address = '';
    },
    /** Learns from the content what it is. */
    async recognize(): Promise<MediaType | undefined> {
      const { ref } = this.row.message;
      const { file } = this;
      if (media !== undefined || ref === undefined || file === undefined) return media;
      const source = await this.files();
      let found = mediaTypeOf(await source.read(ref, 0, Math.min(HEAD_BYTES, file.size)));
      if (found.kind === 'picture') {
        const head = await source.read(ref, 0, Math.min(PICTURE_HEAD_BYTES, file.size));
        const size = pictureSizeOf(head);
        this.isTooLarge = size === 'too-many-pixels';
        if (typeof size === 'string') found = mediaTypeOf(new Uint8Array());
      }
      this.known = shapeOf(found, file);
      media = found;
      if (isNear && this.known === 'picture') await this.open();
      return found;
    },
    async open(): Promise<void> {
      const { ref } = this.row.message;
      const found = await this.recognize();
      if (ref === undefined || found === undefined || found.kind === 'other') return;
      if (this.address !== '') return;
      const content = await (await this.files()).open(ref);
      if (isGone || this.address !== '') return;
      this.address = addressOf(content.slice(0, content.size, found.type));
    },
    /** Video and sound are opened on demand: they may be large. */
    play(): void {
      void app.attempt(this.open());
    },
    async view(): Promise<void> {
      if (this.isReadable) await app.attempt(this.open());
      if (this.address === '') return;
      const { message } = this.row;
      app.viewed = { message, address: this.address, save: () => this.save() };
      app.view.dialog = 'picture';
    },
    save(): void {
      void app.attempt(this.saveContent());
    },
    async saveContent(): Promise<void> {
      const { ref } = this.row.message;
      if (ref === undefined) return;
      saveBlob(await (await this.files()).open(ref), this.fileName);
    },
    act(action: TransferAction): void {
      const { ref } = this.row.message;
      if (ref !== undefined) void app.attempt(this.files().then((known) => known[action](ref)));
    },
    actionLabel(action: TransferAction): string {
      return strings.file.action[action];
    },
  });
};

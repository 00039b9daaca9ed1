import type { ConversationFiles } from '../../../client/files/conversation-files.ts';
import type { FileView } from '../../../client/files/file-views.ts';
import type { MessageView, PersonId } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import type { App } from '../app/app.ts';
import { durationText, extensionOf, sizeText } from './file-text.ts';
import { inRow } from './in-row.ts';
import type { MediaType } from './media-type.ts';
import { placeOf, previewOf } from './preview.ts';
import { recognize } from './recognize.ts';
import { saveBlob } from './save.ts';
import { claimedShape, type Shape, shapeOf } from './shape.ts';

/** Pictures are opened when they are so near the window that scrolling soon shows them. */
const NEAR = '600px';

/** A file in the history: a picture, a player or a card, and how far its transfer has come. */
export const fileMessage = (app: App, peer: PersonId) => {
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

    get message(): MessageView {
      return (this.tile ?? this.row).message;
    },
    get file(): FileView | undefined {
      return this.message.file;
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
        file.duration === undefined ? badge : durationText(file.duration, strings.locale);
      return [duration, sizeText(file.size, strings.locale)].filter(Boolean).join(' · ');
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
      const { file, message } = this;
      if (media !== undefined || message.ref === undefined || file === undefined) return media;
      const found = await recognize(await this.files(), message.ref, file);
      this.isTooLarge = found.isTooLarge;
      this.known = shapeOf(found.media, file);
      media = found.media;
      if (isNear && this.known === 'picture') await this.open();
      return media;
    },
    async open(): Promise<void> {
      const { ref } = this.message;
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
    /** In the whole window, with the other pictures of its album. */
    view(): void {
      if (!this.isReadable) return;
      app.viewed = { peer, pictures: this.album ?? [this.message], first: this.message.id };
      void app.showDialog('picture');
    },
    save(): void {
      void app.attempt(this.saveContent());
    },
    async saveContent(): Promise<void> {
      const { ref } = this.message;
      if (ref === undefined) return;
      saveBlob(await (await this.files()).open(ref), this.fileName);
    },
    accept(): void {
      const { ref } = this.message;
      if (ref !== undefined) void app.attempt(this.files().then((known) => known.accept(ref)));
    },
  });
};

import type { PersonId } from '../../../client/views.ts';
import type { App } from '../app/app.ts';
import type { VoiceRecorder } from '../files/voice-recorder.ts';
import { component } from './component.ts';

const hasFiles = ({ dataTransfer }: DragEvent): boolean =>
  dataTransfer?.types.includes('Files') === true;

/**
 * How files come into the composer, a part of its component: by its button, by pasting and dropping
 * them, and from the microphone. What happens to them then is loaded with the first one.
 */
export const attaching = (app: App, peer: PersonId) => {
  const isAccepted = (): boolean => {
    const { consent, blocked } = app.conversation(peer) ?? {};
    return consent === 'accepted' && blocked === false;
  };
  return component({
    tray: app.trays.get(peer),
    recorder: undefined as VoiceRecorder | undefined,
    /** Files are being dragged over the window. */
    isDropping: false,

    async attach(list: FileList | undefined): Promise<void> {
      const files = [...(list ?? [])];
      if (files.length === 0 || !isAccepted()) return;
      const { createTray } = await app.loadFiles();
      this.tray ??= createTray(app, peer);
      app.trays.set(peer, this.tray);
      this.tray.add(files);
      this.$refs['text']?.focus();
    },
    chosen({ target }: Event): void {
      if (!(target instanceof HTMLInputElement)) return;
      void app.attempt(this.attach(target.files ?? undefined));
      target.value = '';
    },
    /** What was copied from a document is text and a picture of it: then the text is meant. */
    pasted(event: ClipboardEvent): void {
      const { clipboardData } = event;
      if (!clipboardData?.files.length || clipboardData.types.includes('text/plain')) return;
      event.preventDefault();
      void app.attempt(this.attach(clipboardData.files));
    },
    dragged(event: DragEvent): void {
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.isDropping = isAccepted();
    },
    dragEnded({ relatedTarget }: DragEvent): void {
      if (relatedTarget === null) this.isDropping = false;
    },
    dropped(event: DragEvent): void {
      this.isDropping = false;
      if (!hasFiles(event)) return;
      event.preventDefault();
      void app.attempt(this.attach(event.dataTransfer?.files));
    },
    removeFile(key: number): void {
      this.tray?.remove(key);
      this.$refs['text']?.focus();
    },
    async record(): Promise<void> {
      const { createVoiceRecorder } = await app.loadFiles();
      this.recorder = createVoiceRecorder(app, peer);
      await this.recorder.start();
    },
    async cancelVoice(): Promise<void> {
      // The button, which knows the field, is gone afterwards; the field is hidden until then.
      const field = this.$refs['text'];
      await this.recorder?.cancel();
      await this.$nextTick();
      field?.focus();
    },
  });
};

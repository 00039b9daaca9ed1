import type { App } from '../app/app.ts';
import { durationText } from './file-text.ts';
import { previewOf } from './preview.ts';
import { inRow } from './scope.ts';

/** What a quote shows of the file that was answered, besides its words: how long it is, and a small picture. */
export const quotedFile = (app: App) =>
  inRow({
    previewAddress: '',

    get duration(): string {
      const { duration } = this.row.quote?.file ?? {};
      return duration === undefined ? '' : durationText(duration, app.locale);
    },

    init(): void {
      const image = this.row.quote?.file?.preview?.image;
      const preview = image === undefined ? undefined : previewOf(image);
      if (preview !== undefined) this.previewAddress = URL.createObjectURL(preview);
    },
    destroy(): void {
      URL.revokeObjectURL(this.previewAddress);
    },
  });

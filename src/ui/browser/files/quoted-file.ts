import { strings } from '../../strings/catalogue.ts';
import { durationText } from './file-text.ts';
import { inRow } from './in-row.ts';
import { previewOf } from './preview.ts';

/** What a quote shows of the file that was answered, besides its words: how long it is, and a small picture. */
export const quotedFile = () =>
  inRow({
    previewAddress: '',

    get duration(): string {
      const { duration } = this.row.quote?.file ?? {};
      return duration === undefined ? '' : durationText(duration, strings.locale);
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

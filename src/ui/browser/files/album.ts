import type { MessageView } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format, formatCount } from '../../strings/format.ts';
import type { Row } from '../conversation/rows.ts';
import { inRow } from './in-row.ts';

/** So many pictures are shown; the last of them says how many more there are. */
const SHOWN = 4;

/** Pictures that were sent together, as a grid. */
export const pictureAlbum = () => {
  const numbers = new Intl.NumberFormat(strings.locale);
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
  });
};

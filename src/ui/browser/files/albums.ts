import type { FileState } from '../../../client/files/file-views.ts';
import type { Row, Stable } from '../conversation/rows.ts';
import { claimedShape } from './shape.ts';

/** What has ended in another way needs words of its own, and stands alone. */
const TOGETHER: readonly FileState[] = ['offered', 'waiting', 'transferring', 'paused', 'complete'];

const isPicture = ({ message: { file } }: Row): boolean =>
  file?.album !== undefined && TOGETHER.includes(file.state) && claimedShape(file) === 'picture';

/** Whether a picture belongs to the grid of another one: only the first one has a caption or a quote. */
const follows = (row: Row, first: Row): boolean =>
  isPicture(row) &&
  isPicture(first) &&
  row.message.file?.album === first.message.file?.album &&
  row.message.mine === first.message.mine &&
  row.day === '' &&
  row.text === '' &&
  row.quote === undefined;

/** What was a picture of the same album, or still is one that stands alone: the grid does not end with it. */
const interrupts = ({ message, day }: Row, first: Row): boolean =>
  isPicture(first) &&
  message.mine === first.message.mine &&
  day === '' &&
  (message.isDeleted === true || message.file?.album === first.message.file?.album);

/** Rows in their order, and which of them are pictures of one grid. */
interface Run {
  readonly rows: Row[];
  readonly pictures: Row[];
}

function runsOf(rows: readonly Row[]): Run[] {
  const runs: Run[] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    const first = run?.pictures[0];
    if (run === undefined || first === undefined) runs.push({ rows: [row], pictures: [row] });
    else if (follows(row, first)) {
      run.rows.push(row);
      run.pictures.push(row);
    } else if (interrupts(row, first)) run.rows.push(row);
    else runs.push({ rows: [row], pictures: [row] });
  }
  return runs;
}

const PART = ['entry', 'part'].join(' ');
const NONE: Row['reactions'] = [];
const MARKS: readonly Row['mark'][] = ['waiting', 'sent', 'delivered', 'read', ''];
const byMark = (one: Row, other: Row): number =>
  MARKS.indexOf(one.mark) - MARKS.indexOf(other.mark);

/** The row as the last one of its group, or as another one. */
const asLast = (row: Row, last: boolean): Row => ({
  ...row,
  classes: `${row.classes.replace(' last', '')}${last ? ' last' : ''}`,
});

/** The row of an album: it stands in the place of its first picture. */
function headOf(pictures: readonly Row[], shown: Row | undefined, stable: Stable): Row {
  const [first] = pictures as [Row];
  const known = shown?.album ?? [];
  const album = stable(pictures, known);
  const isSame = album.length === known.length && album.every((row, at) => row === known[at]);
  const [least = first] = [...pictures].sort(byMark);
  return {
    ...first,
    album: isSame ? known : album,
    isFirstUnread: pictures.some(({ isFirstUnread }) => isFirstUnread),
    // Each picture shows its own.
    reactions: NONE,
    mark: least.mark,
    stateLabel: least.stateLabel,
  };
}

/** The other pictures of an album leave their places empty, and what stands between them follows the album. */
function albumOf({ rows, pictures }: Run, shown: Row | undefined, stable: Stable): Row[] {
  const [first, last] = [pictures[0] as Row, pictures.at(-1) as Row];
  // The group of the album ends with what is seen of it last.
  const end = rows.slice(0, rows.indexOf(last)).findLast((row) => !pictures.includes(row));
  const ends = last.classes.includes(' last');
  return rows.map((row) => {
    if (row === first) {
      const head = asLast(headOf(pictures, shown, stable), end === undefined && ends);
      return { ...head, classes: `${head.classes} of-album` };
    }
    if (!pictures.includes(row)) return row === end ? asLast(row, ends) : row;
    return { ...row, classes: PART, isPart: true, isFirstUnread: false };
  });
}

/** Puts pictures that were sent together into one row, in which they form a grid. */
export function withAlbums(
  rows: readonly Row[],
  shown: readonly Row[],
  stable: Stable,
): readonly Row[] {
  const runs = runsOf(rows);
  if (runs.every(({ pictures }) => pictures.length === 1)) return rows;
  const known = new Map(shown.map((row) => [row.key, row]));
  return runs.flatMap((run) =>
    run.pictures.length === 1
      ? run.rows
      : albumOf(run, known.get(run.pictures[0]?.key ?? ''), stable),
  );
}

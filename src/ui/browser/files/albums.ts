import type { FileState } from '../../../client/files/file-views.ts';
import type { Row } from '../conversation/rows.ts';
import { claimedShape } from './shape.ts';

/** What makes rows of equal content the same objects (app/stable-rows.ts). */
export type Stable = (rows: readonly Row[], shown: readonly Row[]) => readonly Row[];

/** What has ended in another way needs words of its own, and stands alone. */
const TOGETHER: readonly FileState[] = ['offered', 'waiting', 'transferring', 'paused', 'complete'];

const isPicture = ({ message: { file } }: Row): boolean =>
  file?.album !== undefined && TOGETHER.includes(file.state) && claimedShape(file) === 'picture';

/** Whether a picture follows another one in the same grid: only the first one has a caption or a quote. */
const follows = (row: Row, before: Row): boolean =>
  isPicture(row) &&
  isPicture(before) &&
  row.message.file?.album === before.message.file?.album &&
  row.message.mine === before.message.mine &&
  row.day === '' &&
  row.text === '' &&
  row.quote === undefined;

/** Runs of rows: those that are shown together, and all others alone. */
function runsOf(rows: readonly Row[]): Row[][] {
  const runs: Row[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run !== undefined && before !== undefined && follows(row, before)) run.push(row);
    else runs.push([row]);
  }
  return runs;
}

const PART = ['entry', 'part'].join(' ');
const NONE: Row['reactions'] = [];
const MARKS: readonly Row['mark'][] = ['waiting', 'sent', 'delivered', 'read', ''];
const byMark = (one: Row, other: Row): number =>
  MARKS.indexOf(one.mark) - MARKS.indexOf(other.mark);

/** The row of an album stands in the place of its first picture; the others leave theirs empty. */
function albumOf(run: readonly Row[], shown: Row | undefined, stable: Stable): Row[] {
  const [first, last] = [run[0] as Row, run.at(-1) as Row];
  const known = shown?.album ?? [];
  const pictures = stable(run, known);
  const isSame = pictures.length === known.length && pictures.every((row, at) => row === known[at]);
  const [least = first] = [...run].sort(byMark);
  const isLast = last.classes.includes(' last');
  const head: Row = {
    ...first,
    album: isSame ? known : pictures,
    classes: `${first.classes.replace(' last', '')}${isLast ? ' last' : ''} of-album`,
    isFirstUnread: run.some(({ isFirstUnread }) => isFirstUnread),
    // Each picture shows its own.
    reactions: NONE,
    mark: least.mark,
    stateLabel: least.stateLabel,
  };
  const rest = run.slice(1).map((row) => ({
    ...row,
    classes: PART,
    isPart: true,
    isFirstUnread: false,
  }));
  return [head, ...rest];
}

/** Puts pictures that were sent together into one row, in which they form a grid. */
export function withAlbums(
  rows: readonly Row[],
  shown: readonly Row[],
  stable: Stable,
): readonly Row[] {
  const runs = runsOf(rows);
  if (runs.length === rows.length) return rows;
  const known = new Map(shown.map((row) => [row.key, row]));
  return runs.flatMap((run) =>
    run.length === 1 ? run : albumOf(run, known.get(run[0]?.key ?? ''), stable),
  );
}

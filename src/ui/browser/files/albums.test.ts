import { describe, expect, it } from '@jest/globals';
import type { FileView } from '../../../client/files/file-views.ts';
import { sampleMessage } from '../../../client/testing/sample-views.ts';
import type { MessageView } from '../../../client/views.ts';
import { type Row, toRows } from '../conversation/rows.ts';
import { withAlbums } from './albums.ts';
import { combined } from './transfer-line.ts';

const NOW = new Date(2026, 10, 25, 14, 30).getTime();
const DAY = 86_400_000;

const photo = (changes: Partial<FileView> = {}): FileView => ({
  name: 'photo.jpg',
  type: 'image/jpeg',
  size: 1_000,
  preview: { width: 4, height: 3 },
  album: 'album',
  state: 'complete',
  transferred: 1_000,
  isReadable: true,
  ...changes,
});

let count = 0;
function entry(changes: Partial<MessageView> = {}): MessageView {
  const order = String(++count).padStart(6, '0');
  return sampleMessage({ id: `id-${order}`, order, sent: NOW, ...changes });
}
const pictureEntry = (changes: Partial<MessageView> = {}): MessageView =>
  entry({ kind: 'file', text: '', file: photo(), ...changes });

const rowsOf = (
  entries: readonly MessageView[],
  { shown = [] as readonly Row[], unreadFrom = undefined as string | undefined } = {},
): readonly Row[] => toRows(entries, { peerName: 'Bob', unreadFrom, now: NOW }, shown, withAlbums);

/** How many pictures each row shows; 0: it is part of the album above. */
const shape = (entries: readonly MessageView[]): number[] =>
  rowsOf(entries).map(({ album, isPart }) => (isPart ? 0 : (album?.length ?? 1)));

describe('pictures that were sent together', () => {
  it('are one row, between those of other messages', () => {
    const entries = [entry(), pictureEntry(), pictureEntry(), pictureEntry(), entry()];
    expect(shape(entries)).toEqual([1, 3, 0, 0, 1]);
  });

  it('show the caption and the quote of the first, and end their group with the last', () => {
    const quote = { ref: { mine: true, id: 'q' }, kind: 'current', text: 'When?' } as const;
    const first = pictureEntry({ text: 'Today', quote: { ...quote, target: undefined } });
    const [head] = rowsOf([first, pictureEntry(), pictureEntry()]);
    expect(head).toMatchObject({ text: 'Today', quote: { text: 'When?' } });
    expect(head?.classes.split(' ')).toEqual(expect.arrayContaining(['first', 'last']));
  });

  it('show how far the one has come that is least far', () => {
    const mine = (state: MessageView['state']): MessageView => pictureEntry({ mine: true, state });
    const [head] = rowsOf([mine('read'), mine('sent'), mine('delivered')]);
    expect(head).toMatchObject({ mark: 'sent', stateLabel: 'Sent' });
  });

  it('have the line of unread messages above them when one of them is the first unread', () => {
    const entries = [pictureEntry(), pictureEntry()];
    const rows = rowsOf(entries, { unreadFrom: entries[1]?.order });
    expect(rows.map(({ isFirstUnread }) => isFirstUnread)).toEqual([true, false]);
  });

  it('keep their row while nothing changes, and get another when a picture does', () => {
    const entries = [pictureEntry(), pictureEntry()];
    const rows = rowsOf(entries);
    const again = rowsOf(entries, { shown: rows });
    expect(again[0]).toBe(rows[0]);
    const changed = [entries[0] as MessageView, { ...(entries[1] as MessageView), file: photo() }];
    const after = rowsOf(changed, { shown: again });
    expect(after[0]).not.toBe(rows[0]);
    expect(after[0]?.album?.[0]).toBe(rows[0]?.album?.[0]);
  });

  it.each([
    ['of another album', { file: photo({ album: 'other' }) }],
    ['without an album', { file: photo({ album: undefined }) }],
    ['of the other person', { mine: true }],
    ['of another day', { sent: NOW + DAY }],
    ['with a caption', { text: 'This one' }],
    ['that was cancelled', { file: photo({ state: 'cancelled' }) }],
    ['that failed', { file: photo({ state: 'failed', code: 'file-gone' }) }],
    ['that was deleted', { file: undefined, isDeleted: true }],
    ['that is no picture', { file: photo({ type: 'application/pdf', preview: undefined }) }],
  ] as const)('do not include one %s', (_what, changes) => {
    expect(shape([pictureEntry(), pictureEntry(), pictureEntry(changes)])).toEqual([2, 0, 1]);
    expect(shape([pictureEntry(), pictureEntry(changes)])).toEqual([1, 1]);
  });
});

describe('an album in which a picture', () => {
  it.each([
    ['was deleted', { file: undefined, isDeleted: true }],
    ['failed', { file: photo({ state: 'failed', code: 'file-gone' }) }],
    ['was declined', { file: photo({ state: 'refused' }) }],
  ] as const)('%s stays one, and that picture follows it', (_what, changes) => {
    const entries = [pictureEntry(), pictureEntry(changes), pictureEntry(), pictureEntry(changes)];
    expect(shape([...entries, pictureEntry()])).toEqual([3, 1, 0, 1, 0]);
    expect(shape([...entries, entry(), pictureEntry()])).toEqual([2, 1, 0, 1, 1, 1]);
  });

  it('was deleted has one group with it, which ends with what is seen last', () => {
    const deleted = { file: undefined, isDeleted: true } as const;
    const rows = rowsOf([pictureEntry(), pictureEntry(deleted), pictureEntry()]);
    const isLast = ({ classes }: Row): boolean => classes.split(' ').includes('last');
    expect(rows.map(isLast)).toEqual([false, true, false]);
    expect(rows[0]?.classes.split(' ')).toContain('first');
    const later = entry({ isDeleted: true, sent: NOW + 60_000 });
    expect(rowsOf([pictureEntry(), pictureEntry(), later]).map(isLast)).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('is followed by a deleted message of the other person ends there', () => {
    const deleted = { file: undefined, isDeleted: true, mine: true } as const;
    expect(shape([pictureEntry(), pictureEntry(deleted), pictureEntry()])).toEqual([1, 1, 1]);
  });
});

describe('the transfers of an album', () => {
  const half = photo({ state: 'transferring', transferred: 500 });

  it('are summed up', () => {
    expect(combined([photo(), half, photo({ state: 'waiting', transferred: 0 })])).toMatchObject({
      state: 'transferring',
      transferred: 1_500,
      size: 3_000,
    });
  });

  it('say nothing once all are complete', () => {
    expect(combined([photo(), photo()])).toBeUndefined();
  });

  it('are that of its file, when it has only one', () => {
    expect(combined([half])).toBe(half);
  });
});

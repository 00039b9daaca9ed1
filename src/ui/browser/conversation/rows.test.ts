import { describe, expect, it } from '@jest/globals';
import { sampleMessage } from '../../../client/testing/sample-views.ts';
import type { MessageView } from '../../../client/views.ts';
import { toRows } from './rows.ts';

const NOW = new Date(2026, 10, 25, 14, 30).getTime();
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const CONTEXT = { peerName: 'Bob', unreadFrom: undefined, now: NOW };

let count = 0;
function entry(changes: Partial<MessageView> = {}): MessageView {
  const order = String(++count).padStart(6, '0');
  const mine = changes.mine ?? false;
  return sampleMessage({
    ...{ id: `id-${order}`, order, mine, sent: NOW, state: mine ? 'sent' : undefined },
    ...changes,
  });
}

const classesOf = (entries: readonly MessageView[], context = CONTEXT): string[] =>
  toRows(entries, context).map(({ classes }) => classes);

describe('a message that arrived late', () => {
  it('says so with the time of its arrival, and stands in no group', () => {
    const entries = [entry(), entry({ lateAt: NOW + 5 * MINUTE }), entry()];
    const rows = toRows(entries, CONTEXT);
    expect(rows.map(({ late }) => late)).toEqual([
      '',
      expect.stringMatching(/^Arrived late: \d?\d:35( PM)?$/),
      '',
    ]);
    expect(classesOf(entries)).toEqual(Array(3).fill('entry theirs first last'));
  });
});

it('names the day of an arrival that was not today', () => {
  const late = toRows([entry({ lateAt: NOW - DAY })], CONTEXT).map((row) => row.late);
  expect(late).toEqual([expect.stringMatching(/^Arrived late: Tuesday.* 24 November 2026/)]);
});

describe('a message that disappears', () => {
  it.each([
    ['before its countdown', {}, '5m', 'Disappears 5 minutes after it’s seen'],
    ['during its countdown', { expiresAt: NOW + MINUTE }, '1m', 'Disappears in 1 minute'],
    [
      'when the page’s clock is behind',
      { expiresAt: NOW + 5 * MINUTE + 1 },
      '5m',
      'Disappears in 5 minutes',
    ],
  ])('shows the time that is left %s', (_when, changes, timer, timerLabel) => {
    const [row] = toRows([entry({ seconds: 300, ...changes })], CONTEXT);
    expect(row).toMatchObject({ timer, timerLabel });
  });
});

describe('a message of emoji alone', () => {
  it('is large if it has at most three', () => {
    const rows = toRows(
      [
        entry({ text: '👍' }),
        entry({ text: '🇫🇮❤️👍🏽' }),
        entry({ text: '👍👍👍👍' }),
        entry({ text: 'ok 👍' }),
      ],
      CONTEXT,
    );
    const isLarge = rows.map(({ classes }) => classes.split(' ').includes('emoji'));
    expect(isLarge).toEqual([true, true, false, false]);
  });
});

describe('a message that crossed an own one', () => {
  it('says so', () => {
    const [own, crossing] = toRows([entry({ mine: true }), entry({ isCrossing: true })], CONTEXT);
    expect([own?.late, crossing?.late]).toEqual(['', 'Written before your message arrived']);
  });
});

describe('a group', () => {
  it('contains what one person sends within one minute', () => {
    expect(classesOf([entry(), entry(), entry()])).toEqual([
      'entry theirs first',
      'entry theirs',
      'entry theirs last',
    ]);
  });

  it('ends with the minute and when the other person writes', () => {
    const entries = [entry(), entry({ mine: true }), entry({ mine: true, sent: NOW + MINUTE })];
    expect(classesOf(entries)).toEqual([
      'entry theirs first last',
      'entry mine first last',
      'entry mine first last',
    ]);
  });

  it('ends with a message that was edited or will disappear, so that this is always visible', () => {
    for (const change of [{ isEdited: true }, { seconds: 30 }]) {
      expect(classesOf([entry(), entry(change), entry()])).toEqual([
        'entry theirs first',
        'entry theirs last',
        'entry theirs first last',
      ]);
    }
  });

  it('is split by an event and by the unread separator', () => {
    const entries = [entry(), entry({ kind: 'accept', mine: true, text: '' }), entry(), entry()];
    const context = { ...CONTEXT, unreadFrom: entries[3]?.order };
    expect(classesOf(entries, context as typeof CONTEXT)).toEqual([
      'entry theirs first last',
      'entry',
      'entry theirs first last',
      'entry theirs first last',
    ]);
  });
});

describe('a row', () => {
  it('has a day separator when the day changes', () => {
    const rows = toRows([entry({ sent: NOW - DAY }), entry(), entry()], CONTEXT);
    expect(rows.map(({ day }) => day)).toEqual(['Yesterday', 'Today', '']);
  });

  it('names the author', () => {
    const rows = toRows([entry(), entry({ mine: true })], CONTEXT);
    expect(rows.map(({ speaker }) => speaker)).toEqual(['Bob', 'You']);
  });

  it('shows the state of own messages only', () => {
    const rows = toRows([entry({ mine: true, state: 'delivered' }), entry()], CONTEXT);
    expect(rows.map(({ stateLabel }) => stateLabel)).toEqual(['Delivered', '']);
  });

  it('describes events', () => {
    const rows = toRows(
      [entry({ kind: 'leave' }), entry({ kind: 'decline', mine: true })],
      CONTEXT,
    );
    expect(rows.map(({ event }) => event)).toEqual([
      'Bob left the conversation',
      'You declined the message request',
    ]);
  });

  it('warns that a profile was restored from a copy', () => {
    const rows = toRows([entry({ kind: 'fork', mine: true }), entry({ kind: 'fork' })], CONTEXT);
    expect(rows.map(({ event }) => event.split(' ', 2).join(' '))).toEqual([
      'Your data',
      'Bob’s data',
    ]);
  });

  it('stays the same object until it changes', () => {
    const entries = [entry(), entry({ mine: true }), entry({ mine: true })];
    const before = toRows(entries, CONTEXT);
    const changed = entries.map((each, n) =>
      n === 2 ? { ...each, state: 'read' as const } : each,
    );
    const after = toRows(changed, CONTEXT, before);
    expect(after.map((row, n) => row === before[n])).toEqual([true, true, false]);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { MessageView } from '../../../client/views.ts';
import { toRows } from './rows.ts';

const NOW = new Date(2026, 10, 25, 14, 30).getTime();
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const CONTEXT = { peerName: 'Bob', unreadFrom: undefined, now: NOW };

let count = 0;
function line(changes: Partial<MessageView> = {}): MessageView {
  const order = String(++count).padStart(6, '0');
  const mine = changes.mine ?? false;
  return {
    id: `id-${order}`,
    peer: 'bob',
    mine,
    kind: 'text',
    text: 'hello',
    sent: NOW,
    state: mine ? 'sent' : undefined,
    order,
    ...changes,
  };
}

const classesOf = (lines: readonly MessageView[], context = CONTEXT): string[] =>
  toRows(lines, context).map(({ classes }) => classes);

describe('a group', () => {
  it('is what one person says within one minute', () => {
    expect(classesOf([line(), line(), line()])).toEqual([
      'entry theirs first',
      'entry theirs',
      'entry theirs last',
    ]);
  });

  it('ends when the other one speaks, and when the minute does', () => {
    const lines = [line(), line({ mine: true }), line({ mine: true, sent: NOW + MINUTE })];
    expect(classesOf(lines)).toEqual([
      'entry theirs first last',
      'entry mine first last',
      'entry mine first last',
    ]);
  });

  it('is parted by an event, and by the line above what is unread', () => {
    const lines = [line(), line({ kind: 'accept', mine: true, text: '' }), line(), line()];
    const context = { ...CONTEXT, unreadFrom: lines[3]?.order };
    expect(classesOf(lines, context as typeof CONTEXT)).toEqual([
      'entry theirs first last',
      'entry',
      'entry theirs first last',
      'entry theirs first last',
    ]);
  });
});

describe('a row', () => {
  it('has the day above it when the day is new', () => {
    const rows = toRows([line({ sent: NOW - DAY }), line(), line()], CONTEXT);
    expect(rows.map(({ day }) => day)).toEqual(['Yesterday', 'Today', '']);
  });

  it('says who speaks', () => {
    const rows = toRows([line(), line({ mine: true })], CONTEXT);
    expect(rows.map(({ speaker }) => speaker)).toEqual(['Bob', 'You']);
  });

  it('says how far an own message has come, and nothing of the peer’s', () => {
    const rows = toRows([line({ mine: true, state: 'delivered' }), line()], CONTEXT);
    expect(rows.map(({ markWords }) => markWords)).toEqual(['Delivered', '']);
  });

  it('says who did what', () => {
    const rows = toRows([line({ kind: 'leave' }), line({ kind: 'decline', mine: true })], CONTEXT);
    expect(rows.map(({ event }) => event)).toEqual(['Bob left', 'You declined']);
  });

  it('warns of a profile that went back to a copy, whoever’s it is', () => {
    const rows = toRows([line({ kind: 'fork', mine: true }), line({ kind: 'fork' })], CONTEXT);
    expect(rows.map(({ event }) => event.split(' ', 2).join(' '))).toEqual([
      'This browser',
      'Bob went',
    ]);
  });

  it('stays the same object until it classesOf different', () => {
    const lines = [line(), line({ mine: true }), line({ mine: true })];
    const before = toRows(lines, CONTEXT);
    const changed = lines.map((each, n) => (n === 2 ? { ...each, state: 'read' as const } : each));
    const after = toRows(changed, CONTEXT, before);
    expect(after.map((row, n) => row === before[n])).toEqual([true, true, false]);
  });
});

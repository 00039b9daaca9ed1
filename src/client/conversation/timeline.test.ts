import { beforeEach, describe, expect, it } from '@jest/globals';
import { compose, newId } from '../outbound/outbox.ts';
import { Transaction } from '../storage/peer-store.ts';
import { makePeerContext } from '../testing/peer-context.ts';
import { findTime } from './find-time.ts';
import { Timeline } from './timeline.ts';
import { orderOf } from './timeline-entry.ts';

const IDENTITY = new Uint8Array(32);
const NOW = 1_000_000;

let timeline: Timeline;
let store: Awaited<ReturnType<typeof makePeerContext>>['store'];

beforeEach(async () => {
  const made = await makePeerContext({ identity: IDENTITY });
  store = made.store;
  timeline = new Timeline(made.context, () => false);
});

/** Stores messages of the peer, sent at these times, with increasing clocks. */
async function storeReceived(times: readonly number[]): Promise<void> {
  const tx = new Transaction(store);
  for (const [n, sent] of times.entries()) {
    // Clocks have gaps, and some are shared by two entries.
    const order = orderOf({ clock: 10 * Math.floor(n / 2) + 5, seq: n + 1 }, 'stream', n % 2 === 1);
    const row = { mine: false, kind: 'text', text: `received ${n}`, stream: 'stream' } as const;
    tx.putMessage(order, { ...row, id: `stream.${n + 1}`, sent, seq: n + 1 });
  }
  await store.commit(tx);
}

/** Writes messages that are not sealed. */
async function composeTexts(count: number): Promise<void> {
  const tx = new Transaction(store);
  for (let n = 0; n < count; n++)
    compose(tx, { type: 'text', id: newId(), text: `waiting ${n}` }, NOW);
  await store.commit(tx);
}

const textsIn = async (range: Parameters<Timeline['read']>[0]): Promise<string[]> =>
  (await timeline.read(range)).map(({ text }) => text);

async function orderOfText(wanted: string): Promise<string> {
  const all = await timeline.read({ first: 1_000 });
  return all.find(({ text }) => text === wanted)?.order ?? '';
}

describe('a range of the timeline', () => {
  beforeEach(async () => {
    await storeReceived([1, 2, 3]);
    await composeTexts(3);
  });

  it('counts messages that are not sealed, which are the newest', async () => {
    expect(await textsIn({ last: 4 })).toEqual([
      'received 2',
      'waiting 0',
      'waiting 1',
      'waiting 2',
    ]);
    expect(await textsIn({ last: 2 })).toEqual(['waiting 1', 'waiting 2']);
    expect(await textsIn({ first: 4 })).toEqual([
      'received 0',
      'received 1',
      'received 2',
      'waiting 0',
    ]);
  });

  it('ends before an entry, sealed or not', async () => {
    const received = await orderOfText('received 2');
    expect(await textsIn({ before: received, last: 1 })).toEqual(['received 1']);
    const waiting = await orderOfText('waiting 1');
    expect(await textsIn({ before: waiting, last: 2 })).toEqual(['received 2', 'waiting 0']);
  });

  it('begins with an entry, sealed or not', async () => {
    const received = await orderOfText('received 2');
    expect(await textsIn({ from: received, first: 2 })).toEqual(['received 2', 'waiting 0']);
    const waiting = await orderOfText('waiting 1');
    expect(await textsIn({ from: waiting, first: 9 })).toEqual(['waiting 1', 'waiting 2']);
  });

  it('has fewer entries than requested only where the timeline ends', async () => {
    expect(await textsIn({ last: 9 })).toHaveLength(6);
    expect(await textsIn({ before: await orderOfText('received 1'), last: 9 })).toHaveLength(1);
    expect(await textsIn({ from: await orderOfText('received 1'), first: 9 })).toHaveLength(5);
  });
});

describe('the first entry since a time', () => {
  const findText = async (since: number): Promise<string | undefined> =>
    (await findTime((range) => timeline.read(range), since))?.text;

  it('is found among many', async () => {
    await storeReceived(Array.from({ length: 200 }, (_each, n) => n * 10));
    for (const [time, n] of [
      [-1, 0],
      [0, 0],
      [1, 1],
      [1_000, 100],
      [1_001, 101],
      [1_990, 199],
    ] as const) {
      expect(await findText(time)).toBe(`received ${n}`);
    }
  });

  it('is the last one if all are older', async () => {
    await storeReceived([1, 2, 3]);
    expect(await findText(9)).toBe('received 2');
    await composeTexts(2);
    expect(await findText(9)).toBe('waiting 0');
    expect(await findText(NOW + 9)).toBe('waiting 1');
  });

  it('is missing in an empty timeline', async () => {
    expect(await findText(0)).toBeUndefined();
  });

  it('is some entry when times do not follow the clocks', async () => {
    await storeReceived([9, 1, 8, 2, 7, 3, 6, 4]);
    for (let time = 0; time < 10; time++) expect(await findText(time)).toMatch(/^received \d$/);
  });
});

import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { FILE_PART_BYTES } from '../../protocol/limits.ts';
import { FilePair } from '../testing/file-pair.ts';
import type { TestPeer } from '../testing/test-network.ts';

useDirectCrypto();

/** Enough parts for more than one window. */
const SIZE = 20 * FILE_PART_BYTES + 5;

type Fault =
  | { readonly kind: 'lose' | 'double' | 'delay'; readonly at: number }
  | { readonly kind: 'reload' | 'offline'; readonly alice: boolean };

const anyFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constantFrom('lose', 'double', 'delay'), at: fc.nat(9) }),
  fc.record({ kind: fc.constantFrom('reload', 'offline'), alice: fc.boolean() }),
);

async function suffer({ network }: FilePair, fault: Fault): Promise<void> {
  if ('at' in fault) {
    const [sent] = network.inTransit.splice(fault.at, 1);
    if (sent === undefined || fault.kind === 'lose') return;
    network.inTransit.push(sent);
    if (fault.kind === 'double') network.inTransit.unshift(sent);
    return;
  }
  const who = fault.alice ? network.alice : network.bob;
  if (fault.kind === 'reload') return who.load();
  who.setOnline(false);
  await network.settle();
  who.setOnline(true);
}

/** Whatever was lost is requested again when a day has passed, or the other side is back. */
async function recover(pair: FilePair, done: () => Promise<boolean>): Promise<void> {
  for (let day = 0; day < 5 && !(await done()); day++) {
    pair.network.clock.advance(day === 0 ? 0 : 86_400_000);
    for (const who of [pair.alice, pair.bob]) {
      who.setOnline(false);
      who.setOnline(true);
    }
    await pair.arrive();
  }
}

/** The report that it is complete is lost. */
const LOST_REPORT: [number, Fault][] = [
  [1, { kind: 'lose', at: 0 }],
  [4, { kind: 'reload', alice: true }],
  [5, { kind: 'delay', at: 0 }],
  [1, { kind: 'reload', alice: false }],
  [7, { kind: 'delay', at: 1 }],
  [4, { kind: 'lose', at: 2 }],
  [5, { kind: 'lose', at: 7 }],
];

const isComplete = async (pair: FilePair, who: TestPeer, ref: { mine: boolean; id: string }) =>
  (await pair.file(who, ref))?.state === 'complete';

it('a file arrives whole, whatever is lost, doubled, delayed, reloaded or disconnected', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(8), anyFault), { maxLength: 12 }), async (faults) => {
      const pair = await FilePair.open();
      const content = pair.content(SIZE);
      const ref = await pair.send(content);
      await pair.arrive();
      await (await pair.files(pair.bob)).accept(pair.theirs(ref));
      for (const [pause, fault] of faults) {
        await pair.deliverSome(pause);
        await suffer(pair, fault);
      }
      await recover(pair, async () => {
        const [mine, theirs] = [
          await isComplete(pair, pair.alice, ref),
          await isComplete(pair, pair.bob, ref),
        ];
        return mine && theirs;
      });
      expect(await pair.hasContent(pair.bob, ref, content)).toBe(true);
      expect(await pair.file(pair.alice, ref)).toMatchObject({ state: 'complete' });
    }),
    { numRuns: 8, examples: [[LOST_REPORT]] },
  );
});

it.each(['alice', 'bob'] as const)(
  'a file arrives whole when the page of %s is closed between any two writes',
  async (name) => {
    let commits = 0;
    for (let cut = 0, isOver = false; !isOver; cut += 3) {
      const pair = await FilePair.open();
      const content = pair.content(10 * FILE_PART_BYTES);
      const ref = await pair.send(content);
      await pair.arrive();
      await (await pair.files(pair.bob)).accept(pair.theirs(ref));
      const who = pair[name];
      who.storage.commitsLeft = cut;
      await pair.arrive();
      isOver = !who.storage.isCut;
      who.storage.commitsLeft = Infinity;
      await who.load();
      await recover(pair, () => isComplete(pair, pair.alice, ref));
      expect(await pair.hasContent(pair.bob, ref, content)).toBe(true);
      commits = cut;
    }
    expect(commits).toBeGreaterThan(name === 'bob' ? 9 : 0);
  },
);

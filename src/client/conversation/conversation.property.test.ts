import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { IS_LONG_RUN } from '../../crypto/testing/run-length.ts';
import { anyEnding, anyFault, Model, type Step } from '../testing/model.ts';
import { knownAndRandom } from '../testing/property-runs.ts';
import { TestNetwork } from '../testing/test-network.ts';

useDirectCrypto();

/** Both see the same messages, each once and in its author's order; nothing is pending. */
async function expectEqualHistories(model: Model): Promise<void> {
  const { alice, bob } = model.network;
  const [mine, yours] = [await alice.timeline(bob), await bob.timeline(alice)];
  const texts = mine.map(({ text }) => text);
  expect(yours.map(({ text }) => text)).toEqual(texts);
  for (const person of [alice, bob]) {
    expect(texts.filter((text) => text.startsWith(`${person.name} `))).toEqual(
      model.said.get(person),
    );
    const own = (await person.timeline(model.other(person))).filter((line) => line.mine);
    expect(own.every(({ state }) => state === 'delivered' || state === 'read')).toBe(true);
    expect(await person.storage.list('outbox')).toEqual([]);
    expect(await person.storage.list('held')).toEqual([]);
    const isTold = person.refusedOffers === 0;
    const read = isTold ? (model.read.get(model.other(person)) ?? 0) : 0;
    const states = own.filter(({ kind }) => kind === 'text').map(({ state }) => state);
    expect(states.slice(0, read).filter((state) => state !== 'read')).toEqual([]);
    model.met.set('read', (model.met.get('read') ?? 0) + read);
  }
}

const anySteps = fc.array(anyFault, { minLength: 5, maxLength: 40 });

it('after any losses, duplicates, delays, reorderings, faults and reloads, both sides show the same messages in the end', async () => {
  const met = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(anySteps, anyEnding, async (steps, ending) => {
      const model = await Model.begin(met);
      await model.run([...steps, ...ending]);
      await model.end();
      expect(model.network.keysUsed).toBeGreaterThan(0);
      await expectEqualHistories(model);
    }),
    knownAndRandom(anySteps, anyEnding),
  );
  const faults = [
    'lose',
    'lose-all',
    'double',
    'reload',
    'break',
    'crash',
    'rotate',
    'wait',
    'offline',
    'read',
    'receipt in a text',
  ];
  expect(faults.filter((kind) => (met.get(kind) ?? 0) === 0)).toEqual([]);
});

/** A run with every kind of event; the person who crashes also rotates keys. */
const run = (who: boolean): readonly Step[] => [
  { kind: 'say', who: true, count: 2 },
  { kind: 'say', who: false, count: 1 },
  { kind: 'lose', place: 0.4 },
  { kind: 'hand', place: 0.9 },
  { kind: 'double', place: 0 },
  { kind: 'hand', place: 0 },
  { kind: 'hand', place: 0.5 },
  { kind: 'wait', ms: 250 },
  { kind: 'rotate', who },
  { kind: 'say', who: false, count: 0 },
  { kind: 'hand', place: 0 },
  { kind: 'hand', place: 0 },
  { kind: 'reload', who: true },
  { kind: 'say', who: true, count: 1 },
  { kind: 'wait', ms: 31_000 },
  { kind: 'hand', place: 0.7 },
  { kind: 'hand', place: 0.2 },
  { kind: 'hand', place: 0.2 },
  { kind: 'read', who: false },
  { kind: 'wait', ms: 250 },
  { kind: 'hand', place: 0 },
];

/** By day every other commit is cut, the odd ones of one person and the even ones of the other; in the nightly run each. */
const STEP = IS_LONG_RUN ? 1 : 2;

/**
 * Runs the model from the creation of the profile on, with one storage cut. Returns whether the cut
 * occurred.
 */
async function tellCut(isAlice: boolean, after: number): Promise<boolean> {
  const network = await TestNetwork.open(isAlice ? { alice: after } : { bob: after });
  const model = new Model(network);
  await model.agree();
  await model.run(run(isAlice));
  await model.end();
  await expectEqualHistories(model);
  return (isAlice ? network.alice : network.bob).storage.wasCut;
}

it.each([
  ['that began', true],
  ['that answered', false],
])(
  'a crash of the client %s between any two commits loses and duplicates nothing',
  async (_, isAlice) => {
    let commits = isAlice || IS_LONG_RUN ? 0 : 1;
    while (await tellCut(isAlice, commits)) commits += STEP;
    expect(commits).toBeGreaterThan(15);
  },
);

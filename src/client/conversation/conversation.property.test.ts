import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyEnding, anyFault, type Step, Story } from '../testing/model.ts';
import { PostOffice } from '../testing/test-network.ts';

/** Both see the same, each text once and in its author's order; nothing waits any more. */
async function expectEqualHistories(story: Story): Promise<void> {
  const { alice, bob } = story.office;
  const [mine, yours] = [await alice.lines(bob), await bob.lines(alice)];
  const texts = mine.map(({ text }) => text);
  expect(yours.map(({ text }) => text)).toEqual(texts);
  for (const person of [alice, bob]) {
    expect(texts.filter((text) => text.startsWith(`${person.name} `))).toEqual(
      story.said.get(person),
    );
    const own = (await person.lines(story.other(person))).filter((line) => line.mine);
    expect(own.every(({ state }) => state === 'delivered' || state === 'read')).toBe(true);
    expect(await person.storage.list('outbox')).toEqual([]);
    expect(await person.storage.list('held')).toEqual([]);
    const isTold = person.refusedOffers === 0;
    const read = isTold ? (story.read.get(story.other(person)) ?? 0) : 0;
    const states = own.filter(({ kind }) => kind === 'text').map(({ state }) => state);
    expect(states.slice(0, read).filter((state) => state !== 'read')).toEqual([]);
    story.met.set('read', (story.met.get('read') ?? 0) + read);
  }
}

const anySteps = fc.array(anyFault, { minLength: 5, maxLength: 40 });

it('whatever is lost, doubled, delayed, reordered, broken, cut or reloaded: in the end both see the same', async () => {
  const met = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(anySteps, anyEnding, async (steps, ending) => {
      const story = await Story.begin(met);
      await story.tell([...steps, ...ending]);
      await story.end();
      expect(story.office.keysUsed).toBeGreaterThan(0);
      await expectEqualHistories(story);
    }),
    { numRuns: 50 },
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
  ];
  expect(faults.filter((kind) => (met.get(kind) ?? 0) === 0)).toEqual([]);
});

/** A run that has some of everything; rotation is that of the one who crashes. */
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

/** Tells the run from the creation of the profile on, with one storage cut. Whether it came to that. */
async function tellCut(isAlice: boolean, after: number): Promise<boolean> {
  const office = await PostOffice.open(isAlice ? { alice: after } : { bob: after });
  const story = new Story(office);
  await story.agree();
  await story.tell(run(isAlice));
  await story.end();
  await expectEqualHistories(story);
  return (isAlice ? office.alice : office.bob).storage.wasCut;
}

it.each([
  ['who began', true],
  ['who answered', false],
])(
  'a crash of the one %s loses and doubles nothing, between whichever two commits',
  async (_, isAlice) => {
    let commits = 0;
    while (await tellCut(isAlice, commits)) commits++;
    expect(commits).toBeGreaterThan(15);
  },
);

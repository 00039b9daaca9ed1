import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { anyFaultOrCopy, Model } from '../testing/model.ts';
import { knownAndRandom } from '../testing/property-runs.ts';
import type { TestPeer } from '../testing/test-network.ts';
import type { MessageView } from '../views.ts';

useDirectCrypto();

const textsOf = (lines: readonly MessageView[]): string[] =>
  lines.filter(({ kind }) => kind === 'text').map(({ text }) => text);

/** Entries of the peer by stream: the id of such an entry is its position. */
function placesOf(lines: readonly MessageView[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const { mine, kind, id } of lines) {
    if (mine || kind === 'fork') continue;
    const [stream = '', seq] = id.split('.');
    places.set(stream, [...(places.get(stream) ?? []), Number(seq)]);
  }
  return places;
}

/** Everything that a person knows to have sent is shown to the other, in order. */
async function expectArrived(model: Model, author: TestPeer): Promise<void> {
  const reader = model.other(author);
  const said = (await author.timeline(reader)).filter(({ mine }) => mine);
  const shown = await reader.timeline(author);
  const theirs = textsOf(shown.filter(({ mine }) => !mine));
  expect(theirs).toEqual(expect.arrayContaining(textsOf(said)));
  expect(textsOf(said)).toEqual(expect.arrayContaining(model.said.get(author) ?? []));
  for (const places of placesOf(shown).values()) {
    expect(places).toEqual([...places].sort((a, b) => a - b));
  }
  const states = said.filter(({ kind }) => kind !== 'fork').map(({ state }) => state);
  expect(states.filter((state) => state !== 'delivered' && state !== 'read')).toEqual([]);
  expect(await author.storage.list('outbox')).toEqual([]);
  expect(await author.storage.list('held')).toEqual([]);
}

const anySteps = fc
  .boolean()
  .chain((who) => fc.array(anyFaultOrCopy(who), { minLength: 5, maxLength: 40 }));

it('a profile that is restored from a copy or used in two places: in the end the peer has every message', async () => {
  const met = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(anySteps, async (steps) => {
      const model = await Model.begin(met);
      await model.run(steps);
      // What was lost with a copy is noticed when the other sends the next message.
      await model.end();
      for (const person of model.people) await model.say(person);
      await model.end();
      for (const person of model.people) await expectArrived(model, person);
    }),
    knownAndRandom(anySteps),
  );
  expect(['restore', 'swap'].filter((kind) => (met.get(kind) ?? 0) === 0)).toEqual([]);
});

import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { anyChangeAmong, anyFault, anyFaultOrCopy, Model } from '../testing/model.ts';
import { plainRows } from '../testing/plain-rows.ts';
import { knownAndRandom } from '../testing/property-runs.ts';
import type { TestPeer } from '../testing/test-network.ts';
import type { MessageView } from '../views.ts';

useDirectCrypto();

const ROUND_MS = 90 * 60_000;

/** A message as both sides must see it. */
const common = (
  { mine, text, isDeleted, isEdited, reactions, quote }: MessageView,
  own: boolean,
) => ({
  byOwner: mine === own,
  text,
  isDeleted,
  isEdited,
  reactions: (reactions ?? []).map((each) => `${each.mine === own} ${each.emoji}`).sort(),
  quote: quote && { kind: quote.kind, text: quote.text, byOwner: quote.ref.mine === own },
});

const textsOf = async (person: TestPeer, other: TestPeer): Promise<MessageView[]> =>
  (await person.timeline(other)).filter(({ kind }) => kind === 'text');

/** No replaced or deleted wording is in any row of either side. */
async function expectErased(model: Model, readers: readonly TestPeer[]): Promise<void> {
  const erased = [...[...model.erased.values()].flat(), ...model.expired];
  for (const { storage } of readers) {
    const rows = (await plainRows(storage)).join('\n');
    expect(erased.filter((text) => rows.includes(`"${text}"`))).toEqual([]);
    model.met.set('erased', (model.met.get('erased') ?? 0) + erased.length);
  }
}

it('after any losses, duplicates, delays, crashes and reloads, replies, reactions, edits, deletions and timers look the same on both sides, and nothing erased or expired is left', async () => {
  const met = new Map<string, number>();
  const anySteps = fc.array(anyChangeAmong(anyFault), { minLength: 10, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(anySteps, async (steps) => {
      const model = await Model.begin(met);
      const { alice, bob } = model.network;
      await model.run(steps);
      await model.end(ROUND_MS);
      await model.expire();
      const mine = (await textsOf(alice, bob)).map((message) => common(message, true));
      const yours = (await textsOf(bob, alice)).map((message) => common(message, false));
      expect(yours).toEqual(mine);
      const settings = model.people.map((one) => one.people.of(model.other(one).id).view.timer);
      expect(settings[0]).toBe(settings[1]);
      met.set('expired', (met.get('expired') ?? 0) + model.expired.length);
      for (const { storage } of model.people) expect(await storage.list('outbox')).toEqual([]);
      await expectErased(model, model.people);
      met.set(
        'shown reactions',
        (met.get('shown reactions') ?? 0) + mine.flatMap(({ reactions }) => reactions).length,
      );
    }),
    knownAndRandom(anySteps),
  );
  const kinds = [
    'react',
    'edit',
    'delete',
    'reply',
    'timer',
    'expired',
    'lose',
    'crash',
    'reload',
    'erased',
    'shown reactions',
  ];
  expect(kinds.filter((kind) => (met.get(kind) ?? 0) === 0)).toEqual([]);
});

it('after a profile was restored or used in two places, its later changes apply on both sides, and nothing erased comes back', async () => {
  const met = new Map<string, number>();
  const anySteps = fc
    .boolean()
    .chain((who) =>
      fc.array(anyChangeAmong(anyFaultOrCopy(who)), { minLength: 10, maxLength: 60 }),
    );
  await fc.assert(
    fc.asyncProperty(anySteps, async (steps) => {
      const model = await Model.begin(met);
      await model.run(steps);
      await model.end(ROUND_MS / 2);
      for (const person of model.people) await model.say(person);
      await model.end(ROUND_MS / 2);
      await model.expire();
      for (const author of model.people) {
        const reader = model.other(author);
        const shown = await textsOf(reader, author);
        const own = (await textsOf(author, reader)).filter(({ mine, ref }) => {
          return mine && model.changed.get(author)?.has(ref?.id ?? '');
        });
        for (const message of own) {
          const theirs = shown.find(({ mine, ref }) => !mine && ref?.id === message.ref?.id);
          const { text, isDeleted = false } = message;
          expect({ text, isDeleted }).toEqual({
            text: theirs?.text ?? '',
            isDeleted: theirs?.isDeleted ?? true,
          });
          met.set('compared', (met.get('compared') ?? 0) + 1);
        }
      }
      await expectErased(model, model.people);
    }),
    knownAndRandom(anySteps),
  );
  const kinds = ['restore', 'swap', 'edit', 'delete', 'compared', 'erased'];
  expect(kinds.filter((kind) => (met.get(kind) ?? 0) === 0)).toEqual([]);
});

it('the search for erased text finds a stored text (positive control)', async () => {
  const { network } = await Model.begin();
  const { alice, bob } = network;
  await alice.people.of(bob.id).sendText('needle');
  for (const person of [alice, bob]) {
    await network.heal();
    expect((await plainRows(person.storage)).join('\n')).toContain('"needle"');
  }
});

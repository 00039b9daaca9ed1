import { RECORD_MIN_BYTES } from '../../src/protocol/limits.ts';
import { BODIES } from '../../src/protocol/record.ts';
import { readings, wordsIn } from '../support/capture/readable.ts';
import { knowledgeFrom } from '../support/capture/relay-knowledge.ts';
import { expect, test } from './support/hostile.ts';
import type { Person } from './support/people.ts';
import { report } from './support/report.ts';
import { sendUnsealed } from './support/unsealed.ts';

const WORD = 'observatory';
/** In quotes, as in JSON: four characters alone occur in random bytes now and then. */
const SECRETS = [WORD, '"type"', ...Object.keys(BODIES).map((type) => JSON.stringify(type))];

const allOf = (people: readonly Person[]) => people.flatMap(({ frames }) => frames);

/** The frames of all sockets, separate for each person, because replies belong to requests. */
function learned(people: readonly Person[]) {
  const each = people.map(({ frames }) => knowledgeFrom(frames));
  return {
    packets: each.reduce((sum, { packets }) => sum + packets, 0),
    texts: new Set(each.flatMap(({ texts }) => [...texts])),
    sealed: each.flatMap(({ sealed }) => sealed),
    offences: each.flatMap(({ offences }) => offences),
  };
}

test('a full recording of the relay reveals names, keys and padded sizes only', async ({
  newPerson,
  relay,
  stored,
}) => {
  const people = await Promise.all([newPerson(), newPerson(), newPerson()]);
  const [alice, bob, carol] = people as [Person, Person, Person];
  await Promise.all([alice.signIn('alice'), bob.signIn('Bob Ünal'), carol.signIn('carol')]);

  // Short and longer messages and receipts: nothing distinguishes them.
  await alice.openPerson('Bob Ünal');
  await alice.send(WORD);
  await bob.accept('alice');
  await alice.sendAll(Array.from({ length: 10 }, (_, n) => `${WORD}${n}`));
  await expect(bob.messagesOf('alice')).toHaveCount(11);
  await bob.sendAll(Array.from({ length: 10 }, () => 'ok'));
  await expect(alice.marks('Read')).toHaveCount(11);
  await expect(bob.marks('Read')).toHaveCount(10);
  await carol.openPerson('alice');
  await carol.send(WORD);
  await alice.openRequest('carol');
  await alice.answer('Decline');
  await expect(carol.notice).toContainText('Waiting for alice');
  const { sealed: small, offences: none } = learned(people);
  expect(none).toEqual([]);
  expect(small.length).toBeGreaterThan(25);
  expect(new Set(small)).toEqual(new Set([RECORD_MIN_BYTES]));

  // Long messages, reloads, an absent person, a leave and a sign-out.
  await alice.openConversation('Bob Ünal');
  const long = Array.from({ length: 12 }, (_, n) => `${WORD} ${'ä'.repeat(n * 300)}${n}`);
  await alice.sendAll(long);
  await bob.page.reload();
  await bob.composer.waitFor();
  await expect(bob.messagesOf('alice').last()).toHaveText(long.at(-1) ?? '');
  // Whether they are read depends on how far the reloaded page has scrolled.
  await expect(alice.marks('Sent')).toHaveCount(0);
  await bob.page.goto('about:blank');
  await alice.send(`${WORD} while you were away`);
  await bob.page.goto(relay.address);
  await bob.openConversation('alice');
  await expect(bob.messagesOf('alice').last()).toContainText('while you were away');
  await bob.page.getByRole('button', { name: 'More options' }).click();
  await bob.page.getByRole('button', { name: 'Leave conversation…' }).click();
  await bob.page.getByRole('button', { name: 'Leave', exact: true }).click();
  await expect(alice.notice).toContainText('left this conversation');
  await carol.page.getByRole('button', { name: 'Settings' }).click();
  await carol.page.getByRole('button', { name: 'Sign out…' }).click();
  await carol.page.getByRole('button', { name: 'Sign out and erase' }).click();
  await expect(carol.page.getByRole('textbox', { name: 'Your name' })).toBeVisible();

  const { packets, texts, sealed, offences } = learned(people);
  const sizes = [...new Set(sealed)].sort((a, b) => a - b);
  report(`read ${packets} packets with ${sealed.length} envelopes of ${sizes.length} sizes`);
  report(`searched ${allOf(people).length} frames and ${stored.length} values of the store`);
  expect(offences).toEqual([]);
  expect(sizes.length).toBeGreaterThan(5);
  const names = ['Bob Ünal', 'alice', 'carol'];
  // The lanes of mail, and who may write to a person.
  const settings = ['contacts', 'strangers', 'everyone'];
  expect([...texts].sort()).toEqual(
    ['', ...names, ...settings, new URL(relay.address).host].sort(),
  );

  const wire = allOf(people).map(({ bytes }) => bytes);
  const wordsStored = (): string[] => {
    const all = stored.flatMap((value) => [...readings(value)]);
    return SECRETS.filter((word) => all.some((reading) => reading.includes(word)));
  };
  expect(packets).toBeGreaterThan(200);
  // Envelopes to connected people pass the store.
  expect(stored.length).toBeGreaterThan(100);
  expect(wordsIn(wire, SECRETS)).toEqual([]);
  expect(wordsStored()).toEqual([]);

  // Positive control: a record that was not sealed is found by its words and by its layout.
  const before = alice.frames.length;
  await sendUnsealed(alice.page, WORD);
  const added = alice.frames.slice(before).map(({ bytes }) => bytes);
  expect(wordsIn(added, SECRETS)).toEqual([WORD, '"type"', '"text"']);
  expect(learned(people).offences.length).toBeGreaterThan(0);
});

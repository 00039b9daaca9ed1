import { randomBytes } from 'node:crypto';
import { toBase64url } from '../../src/protocol/bytes.ts';
import { Forger, noise, patchBundle } from '../integration/hostile-relay/forger.ts';
import { type HostileRelay, itemFrom } from '../integration/hostile-relay/hostile-relay.ts';
import { drop, giveOut, hold } from './support/attacks.ts';
import { expectTexts } from './support/expect-texts.ts';
import type { Pair } from './support/fixture.ts';
import { expect, test } from './support/hostile.ts';
import type { Person } from './support/people.ts';

const ALICE = 'alice';
const BOB = 'Bob Ünal';

/** A reloaded page starts new chains. */
const reload = async (person: Person): Promise<void> => {
  await person.page.reload();
  await person.composer.waitFor();
};

const newestOf = (relay: HostileRelay, name: string): Uint8Array<ArrayBuffer> =>
  relay.bundles(relay.personCalled(name)).at(-1) as Uint8Array<ArrayBuffer>;

test('a relay that drops messages, sends garbage or gives a name away is noticed, and nothing is lost', async ({
  pair: { alice, bob },
  relay,
}) => {
  const received = ['Hello', 'Is it there?', 'This one is dropped', 'This one is not'];

  await test.step('a message that the relay acknowledges and drops is never shown as delivered', async () => {
    const attack = relay.attack('queued, it says', {
      instead: { 'message:send': () => ({ ok: true, data: {} }) },
    });
    await alice.send('Is it there?');
    await attack.delivered();
    await expect(alice.marks('Sent')).toHaveCount(1);
    await expect(alice.arrived).toHaveCount(1);
    await expectTexts(bob, ALICE, ['Hello']);
    attack.stop();
    await reload(alice);
    await expectTexts(bob, ALICE, ['Hello', 'Is it there?']);
    await expect(alice.marks('Read')).toHaveCount(2);
  });

  await test.step('a dropped message is reported as missing as soon as a later one arrives', async () => {
    const { attack, dropNoMore } = drop(relay, BOB);
    await alice.send('This one is dropped');
    await expect(alice.marks('Sent')).toHaveCount(1);
    await attack.delivered();
    dropNoMore();
    await alice.send('This one is not');
    await expect(bob.notice).toContainText('earlier message from alice hasn’t arrived');
    await expectTexts(bob, ALICE, ['Hello', 'Is it there?']);
    await expect(alice.marks('Sent')).toHaveCount(2);
    await expect(alice.arrived).toHaveCount(2);
    await bob.page.reload();
    await expect(bob.notice).toContainText('earlier message from alice hasn’t arrived');
    attack.stop();
    await reload(alice);
    await expectTexts(bob, ALICE, received);
    await expect(bob.notice).toBeHidden();
    await expect(alice.marks('Read')).toHaveCount(4);
  });

  await test.step('garbage closes the connection, and the conversation continues on the next one', async () => {
    const b = relay.personCalled(BOB);
    const attack = relay.attack('garbage');
    for (const bytes of [randomBytes(1000), new Uint8Array(10_000).fill(0x91), randomBytes(0)]) {
      const before = relay.signIns(b).length;
      await relay.splutter(attack, b, bytes);
      await expect.poll(() => relay.signIns(b).length).toBeGreaterThan(before);
      await expect(bob.page.getByRole('navigation')).toContainText('Online');
    }
    await attack.delivered(3);
    for (const junk of [undefined, null, 'text', { items: [{}] }, { people: 5 }]) {
      for (const event of ['mailbox:deliver', 'lobby:page', 'presence:changed', 'session:ended']) {
        await relay.babble(attack, b, event, junk);
      }
    }
    await alice.send('Still there?');
    received.push('Still there?');
    await expectTexts(bob, ALICE, received);
    await bob.send('Yes');
    await expectTexts(alice, BOB, ['Yes']);
  });

  await test.step('a name that the relay assigns to another key stops the conversation, which keeps its key', async () => {
    const changed = alice.page.getByRole('alert').filter({ hasText: 'key has changed' });
    const attack = relay.attack('a name given away');
    const identity = new Uint8Array(randomBytes(32));
    const lie = { identity, name: BOB, online: true, since: 0 };
    await relay.say(attack, relay.personCalled(ALICE), 'presence:changed', lie);
    await attack.delivered();
    await expect(changed).toBeVisible();
    await alice.composer.fill('For Bob?');
    await alice.composer.press('Enter');
    await expect(alice.page.getByText('so nothing was sent')).toBeVisible();
    await expect(alice.composer).toHaveValue('For Bob?');
    await bob.send('I am who I was');
    await expectTexts(alice, BOB, ['Yes', 'I am who I was']);
    await expectTexts(bob, ALICE, received);
    expect(relay.mail.map(({ to }) => to)).not.toContain(toBase64url(identity));
  });
});

const FORGERIES: readonly [
  string,
  RegExp,
  (relay: HostileRelay) => Promise<Uint8Array<ArrayBuffer>>,
][] = [
  [
    'somebody else’s',
    /sent someone else’s key. Nothing was sent/,
    async () => (await Forger.create(BOB)).party.bytes,
  ],
  [
    'with another key in it',
    /a key that this person didn’t sign. Nothing was sent/,
    async (relay) =>
      patchBundle(newestOf(relay, BOB), { modulus: (await Forger.create()).party.sealing.modulus }),
  ],
  [
    'of a weaker suite',
    /sent a weaker key for this person than before. Nothing was sent/,
    async (relay) => patchBundle(newestOf(relay, BOB), { suite: 0 }),
  ],
];

test('a bundle of another person, a changed or a weaker one is reported, and nothing is sealed to it', async ({
  alice,
  bob,
  relay,
}) => {
  const received: string[] = [];
  for (const [what, words, forge] of FORGERIES) {
    await test.step(what, async () => {
      const forged = await forge(relay);
      await reload(alice);
      const attack = giveOut(relay, BOB, () => forged);
      const text = `For Bob alone, not for a key ${what}`;
      await alice.send(text);
      await attack.delivered();
      await expect(alice.notice).toHaveText(words);
      await expect(alice.marks('Waiting')).toHaveCount(1);
      await bob.texts(received);
      attack.stop();
      await reload(alice);
      received.push(text);
      await bob.texts(received);
      await bob.read(text);
      await expect(alice.notice).toBeHidden();
      await expect(alice.marks('Read')).toHaveCount(received.length);
    });
  }
});

test('a bundle that was replaced before the first message is reported, and nothing is sent', async ({
  newPerson,
  bob,
  relay,
}) => {
  const alice = await newPerson();
  await alice.signIn(ALICE);
  const { bytes } = (await Forger.create(BOB)).party;
  const attack = giveOut(relay, BOB, () => bytes);
  await alice.openPerson(BOB);
  await alice.send('Are you Bob?');
  await attack.delivered();
  await expect(alice.notice).toContainText('sent someone else’s key. Nothing was sent');
  await expect(alice.marks('Waiting')).toHaveCount(1);
  expect(relay.mail).toEqual([]);
  attack.stop();
  await alice.page.reload();
  await bob.accept(ALICE);
});

/** Both have clocks that the test can move. */
async function pairWithClocks(
  newPerson: (arrival: { prepare: (person: Person) => Promise<void> }) => Promise<Person>,
): Promise<Pair> {
  const prepare = ({ page }: Person): Promise<void> => page.clock.install();
  const [alice, bob] = await Promise.all([newPerson({ prepare }), newPerson({ prepare })]);
  await Promise.all([alice.signIn(ALICE), bob.signIn(BOB)]);
  await alice.openPerson(BOB);
  await alice.send('Hello');
  await bob.accept(ALICE);
  await alice.marks('Read').waitFor();
  return { alice, bob };
}

const A_DAY = '25:00:00';

test('for days, a relay that hides a key rotation is reported, and what it holds back is shown once', async ({
  newPerson,
  relay,
}) => {
  const { alice, bob } = await pairWithClocks(newPerson);
  const received = ['Hello', 'To which key?'];

  await test.step('a key rotation that the relay hides is reported, and nothing is sealed to the outdated key', async () => {
    const outdated = newestOf(relay, BOB);
    const attack = giveOut(relay, BOB, () => outdated);
    await bob.page.clock.fastForward(A_DAY);
    await alice.page.clock.fastForward(A_DAY);
    await expect.poll(() => relay.bundles(relay.personCalled(BOB)).length).toBeGreaterThan(1);
    await bob.send('With a new key');
    await attack.delivered();
    await expectTexts(alice, BOB, ['With a new key']);
    await expect(alice.notice).toContainText('sent an outdated key');
    await alice.send('To which key?');
    await expect(alice.marks('Waiting')).toHaveCount(1);
    await expectTexts(bob, ALICE, ['Hello']);
    attack.stop();
    await reload(alice);
    await expectTexts(bob, ALICE, received);
    await expect(alice.notice).toBeHidden();
  });

  await test.step('a message that is held back for a day is shown once when it arrives', async () => {
    const { attack, held } = hold(relay, BOB);
    const before = relay.bundles(relay.personCalled(BOB)).length;
    await alice.send('From yesterday');
    await attack.delivered();
    await alice.page.clock.fastForward(A_DAY);
    await bob.page.clock.fastForward(A_DAY);
    await expect.poll(() => relay.bundles(relay.personCalled(BOB)).length).toBeGreaterThan(before);
    await expect(alice.marks('Sent')).toHaveCount(1);
    attack.stop();
    await relay.deliver(attack, relay.personCalled(BOB), held);
    received.push('From yesterday');
    await expectTexts(bob, ALICE, received);
    await alice.send('From today');
    received.push('From today');
    await expectTexts(bob, ALICE, received);
    await expect(alice.marks('Read')).toHaveCount(4);
  });
});

test('replayed, reflected, moved, truncated and forged envelopes are not shown', async ({
  pair: { alice, bob },
  newPerson,
  relay,
}) => {
  const carol = await newPerson();
  await carol.signIn('carol');
  const [a, b, c] = [ALICE, BOB, 'carol'].map((name) => relay.personCalled(name)) as [
    string,
    string,
    string,
  ];
  await alice.send('Only once, and only for Bob');
  await expect(alice.marks('Read')).toHaveCount(2);
  const mail = relay.mailOf(a, b).map(({ envelope }) => envelope);
  const attack = relay.attack('everything again, everywhere');
  await relay.deliver(
    attack,
    b,
    mail.map((each) => itemFrom(a, each)),
  );
  await relay.deliver(
    attack,
    b,
    mail.map((each) => itemFrom(c, each)),
  );
  await relay.deliver(
    attack,
    a,
    mail.map((each) => itemFrom(b, each)),
  );
  await relay.deliver(
    attack,
    c,
    mail.map((each) => itemFrom(a, each)),
  );
  await relay.deliver(
    attack,
    b,
    mail.map((each) => itemFrom(a, each.slice(0, -1))),
  );
  await relay.deliver(
    attack,
    b,
    Array.from({ length: 50 }, () => itemFrom(a, noise())),
  );
  await attack.delivered(6);
  await alice.send('The next one');
  await expectTexts(bob, ALICE, ['Hello', 'Only once, and only for Bob', 'The next one']);
  await expectTexts(alice, BOB, []);
  await expect(carol.list('Message requests')).toHaveCount(0);
  await expect(carol.list('Conversations')).toHaveCount(0);
  await expect(bob.list('Message requests')).toHaveCount(0);
  await expect(bob.notice).toBeHidden();
  for (const { complaints } of [alice, bob, carol]) expect(complaints).toEqual([]);
});

test('an invite link whose name the relay resolves to another key opens no conversation', async ({
  newPerson,
  newStranger,
  relay,
}) => {
  const bob = await newPerson();
  await Promise.all([newStranger(ALICE), bob.signIn(BOB)]);
  const attack = relay.attack('the name in an invite', {
    instead: {
      'directory:find': () => ({
        ok: true,
        data: { identity: new Uint8Array(randomBytes(32)), name: ALICE, online: true, since: 0 },
      }),
    },
  });
  const link = `${relay.address}/#${ALICE}.${relay.personCalled(ALICE)}`;
  await bob.page.goto('about:blank');
  await bob.page.goto(link);
  await attack.delivered();
  await expect(bob.page.getByText('isn’t the one in the invite link')).toBeVisible();
  await expect(bob.composer).toHaveCount(0);
  attack.stop();
  await bob.page.goto('about:blank');
  await bob.page.goto(link);
  await expect(bob.composer).toHaveAccessibleName(`Message ${ALICE}`);
});

test('a relay with a wrong clock is reported, and its time not used', async ({
  newPerson,
  newFriend,
  relay,
}) => {
  const attack = relay.attack('a wrong clock', {
    reply: {
      'session:challenge': (_asked, reply) =>
        reply.ok
          ? { ok: true, data: { ...reply.data, time: reply.data.time + 48 * 3_600_000 } }
          : undefined,
    },
  });
  const [alice, bob] = await Promise.all([newPerson(), newFriend(BOB)]);
  await alice.signIn(ALICE);
  await attack.delivered(2);
  await expect(alice.page.getByText('differ by an hour or more')).toBeVisible();
  await alice.page.getByRole('button', { name: 'Dismiss' }).click();
  await alice.openPerson(BOB);
  await alice.send('What time is it?');
  await bob.accept(ALICE);
  await bob.texts(['What time is it?']);
});

import { describe, expect, it } from '@jest/globals';
import type { ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import { flipBit } from '../../../src/crypto/testing/flip.ts';
import { decodeBundle } from '../../../src/protocol/bundle.ts';
import { type Bytes, toBase64url } from '../../../src/protocol/bytes.ts';
import type { ErrorCode } from '../../../src/protocol/errors.ts';
import {
  BUNDLE_MAX_AGE_MS,
  BUNDLE_MAX_AHEAD_MS,
  RESEND_MIN_MS,
} from '../../../src/protocol/limits.ts';
import type { Attack } from './attack.ts';
import { reaches, reads, talk, useFixture } from './fixture.ts';
import { Forger, patchBundle, resignBundle } from './forger.ts';

useDirectCrypto();

const HOUR = 3_600_000;
const fixture = useFixture();

/** The relay returns a different bundle for a person. */
function giveOut(person: ChatDriver, bundle: Bytes, name: string): Attack {
  return fixture.relay.attack(name, {
    reply: {
      'directory:bundle': ({ request }) =>
        toBase64url(request.identity) === person.id ? { ok: true, data: { bundle } } : undefined,
    },
  });
}

const newestOf = (person: ChatDriver): Bytes => {
  const bundle = fixture.relay.bundles(person.id).at(-1);
  if (bundle === undefined) throw new TypeError(`${person.name} has published nothing`);
  return bundle;
};

/** Forged bundles that a relay may return, by name. */
const FORGERIES: readonly [
  string,
  ErrorCode,
  (owner: ChatDriver, real: Bytes) => Promise<Bytes>,
][] = [
  ["somebody else's", 'bundle-identity', async () => (await Forger.create('mallory')).party.bytes],
  [
    "somebody else's that claims the name",
    'bundle-identity',
    async ({ name }) => (await Forger.create(name)).party.bytes,
  ],
  [
    'one with the sealing key exchanged',
    'bundle-signature',
    async (_owner, real) => {
      const { modulus } = (await Forger.create()).party.sealing;
      return patchBundle(real, { modulus });
    },
  ],
  [
    'one with the post-quantum key exchanged',
    'bundle-signature',
    async (_owner, real) => patchBundle(real, { kemKey: (await Forger.create()).party.kem.public }),
  ],
  [
    'one that says it is newer',
    'bundle-signature',
    async (_owner, real) => patchBundle(real, { number: 1000 }),
  ],
  [
    'one of a weaker suite',
    'bundle-downgrade',
    async (o, real) => resignBundle(o, real, { suite: 0 }),
  ],
  ['one of no suite', 'bundle-downgrade', async (_o, real) => patchBundle(real, { suite: 99 })],
  [
    'one that is too old',
    'bundle-stale',
    (owner, real) =>
      resignBundle(owner, real, {
        number: decodeBundle(real).number + 9,
        created: Date.now() - BUNDLE_MAX_AGE_MS - HOUR,
      }),
  ],
  [
    'one from the future',
    'bundle-clock',
    (owner, real) =>
      resignBundle(owner, real, {
        number: decodeBundle(real).number + 9,
        created: Date.now() + BUNDLE_MAX_AHEAD_MS + HOUR,
      }),
  ],
  [
    'one with a bit turned over',
    'bundle-signature',
    async (_o, real) => flipBit(real, real.length * 8 - 1),
  ],
  ['one that is truncated', 'bundle-malformed', async (_o, real) => real.slice(0, -100)],
];

describe.each(FORGERIES)('a bundle replaced with %s', (what, code, forge) => {
  it('before the first contact is rejected, and nothing is sealed to it', async () => {
    const [alice, carol] = [await fixture.enter('alice'), await fixture.enter('carol')];
    const attack = giveOut(carol, await forge(carol, newestOf(carol)), what);
    await alice.meet(carol);
    await alice.chat.sendText(carol.id, 'are you Carol?');
    await attack.delivered();
    await alice.until(() => alice.with(carol)?.problem === code);
    expect(fixture.relay.mailOf(alice.id, carol.id)).toEqual([]);
    expect((await alice.timeline(carol)).map(({ state }) => state)).toEqual(['waiting']);

    attack.stop();
    fixture.clock.leap(RESEND_MIN_MS);
    await carol.until(() => carol.with(alice)?.consent === 'asked');
    await alice.until(() => alice.with(carol)?.problem === undefined);
  });

  it('after the first contact does not change the key of the conversation', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const attack = giveOut(bob, await forge(bob, newestOf(bob)), what);
    await alice.chat.sendText(bob.id, 'still you?');
    await attack.delivered();
    await alice.until(() => alice.with(bob)?.problem === code);
    expect(fixture.relay.mailOf(alice.id, bob.id)).toEqual([]);

    attack.stop();
    fixture.clock.leap(RESEND_MIN_MS);
    await reads(bob, alice, 'still you?');
    await reaches(alice, bob, 'delivered');
  });
});

describe('an outdated bundle', () => {
  /** Alice has seen a newer bundle of Bob than his first. */
  async function rotate(): Promise<[ChatDriver, ChatDriver, Bytes]> {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const first = newestOf(bob);
    fixture.clock.leap(2 * HOUR);
    await bob.chat.signIn('bob');
    await talk(alice, bob, 'to the new key');
    expect(newestOf(bob)).not.toEqual(first);
    return [alice, bob, first];
  }

  it('with a lower number is rejected', async () => {
    const [alice, bob, first] = await rotate();
    const attack = giveOut(bob, first, 'a stale bundle');
    fixture.clock.leap(2 * HOUR);
    await alice.chat.sendText(bob.id, 'to which key?');
    await attack.delivered();
    await alice.until(() => alice.with(bob)?.problem === 'bundle-rollback');
    expect(await bob.texts(alice)).not.toContain('to which key?');
    attack.stop();
    fixture.clock.leap(RESEND_MIN_MS);
    await reads(bob, alice, 'to which key?');
  });

  it('with a lower number is rejected after a reload as well', async () => {
    const [alice, bob, first] = await rotate();
    const attack = giveOut(bob, first, 'a stale bundle');
    await alice.reload();
    await alice.chat.sendText(bob.id, 'to which key?');
    await attack.delivered();
    await alice.until(() => alice.with(bob)?.problem === 'bundle-rollback');
    expect(await bob.texts(alice)).not.toContain('to which key?');
  });

  it('with the same number and other content is rejected', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const { modulus } = (await Forger.create()).party.sealing;
    const twin = await resignBundle(bob, newestOf(bob), { modulus });
    const attack = giveOut(bob, twin, 'two bundles of one number');
    await alice.chat.sendText(bob.id, 'which of you?');
    await attack.delivered();
    await alice.until(() => alice.with(bob)?.problem === 'bundle-rollback');
    expect(fixture.relay.mailOf(alice.id, bob.id)).toEqual([]);
  });

  it('is rejected when its owner has used a newer one', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    await talk(alice, bob, 'to the first key');
    const attack = giveOut(bob, newestOf(bob), 'a rotation that is hidden');
    fixture.clock.leap(2 * HOUR);
    await bob.chat.signIn('bob');
    await bob.chat.sendText(alice.id, 'I have a new key');
    await reads(alice, bob, 'I have a new key');
    await attack.delivered();
    await alice.until(() => alice.with(bob)?.problem === 'bundle-rollback');
    const before = fixture.relay.mailOf(alice.id, bob.id).length;
    await alice.chat.sendText(bob.id, 'to which key?');
    await attack.delivered(2);
    expect(fixture.relay.mailOf(alice.id, bob.id)).toHaveLength(before);
  });
});

describe('a bundle that the relay claims not to have', () => {
  it('does not replace the stored one', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    await talk(alice, bob, 'before');
    const attack = fixture.relay.attack('a bundle denied', {
      reply: { 'directory:bundle': () => ({ ok: false, error: { code: 'person-unknown' } }) },
    });
    fixture.clock.leap(2 * HOUR);
    await alice.chat.sendText(bob.id, 'after');
    await attack.delivered();
    await reads(bob, alice, 'after');
  });
});

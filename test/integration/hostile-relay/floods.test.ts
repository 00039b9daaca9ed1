import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/client/outbound/outbox.ts';
import { TABLES } from '../../../src/client/storage/storage.ts';
import type { ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import { randomBytes } from '../../../src/crypto/random.ts';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import { type Bytes, utf8 } from '../../../src/protocol/bytes.ts';
import { decodeEnvelope } from '../../../src/protocol/envelope.ts';
import { NOTICES, type NoticeName } from '../../../src/protocol/events.ts';
import { REQUESTS_WAITING_MAX } from '../../../src/protocol/limits.ts';
import { talk, useFixture } from './fixture.ts';
import { Forger, noise, patchEnvelope } from './forger.ts';
import { itemFrom } from './hostile-relay.ts';

useDirectCrypto();

const MINUTE = 60_000;
const fixture = useFixture();

async function rowsOf({ storage }: ChatDriver): Promise<number> {
  const tables = await Promise.all(TABLES.map((table) => storage.list(table)));
  return tables.flat().length;
}

/** Nested one-element arrays: each level costs a decoder a call. */
const nested = (depth: number): Uint8Array => new Uint8Array(depth).fill(0x91);

const GARBAGE: readonly [string, Uint8Array][] = [
  ['random bytes', randomBytes(1000)],
  ['nothing', new Uint8Array()],
  ['text', utf8('42["mailbox:deliver",{}]')],
  ['a value nested ten thousand deep', nested(10_000)],
  ['an array that says it has four billion entries', Uint8Array.of(0xdd, 255, 255, 255, 255)],
  ['bytes that say they are four gigabytes', Uint8Array.of(0xc6, 255, 255, 255, 255, 1, 2)],
  ['a megabyte of zeros', new Uint8Array(1_000_000)],
];

describe.each(GARBAGE)('a frame of %s', (what, bytes) => {
  it('closes the connection and has no other effect', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const attack = fixture.relay.attack(what);
    await fixture.relay.splutter(attack, alice.id, bytes);
    await attack.delivered();
    await alice.until(({ connection }) => connection.kind === 'reconnecting');
    alice.chat.reconnectNow();
    await alice.until(({ connection }) => connection.kind === 'online');
    await talk(bob, alice, 'still there?');
  });
});

const JUNK: readonly unknown[] = [
  undefined,
  null,
  0,
  'text',
  [],
  {},
  { items: 5 },
  { items: [null] },
  { items: [{ from: randomBytes(31), envelope: randomBytes(600) }] },
  { items: [{ from: randomBytes(32), envelope: new Uint8Array() }] },
  { prefix: '', people: [{}], total: -1 },
  { identity: randomBytes(32), online: 'yes', since: -1 },
  { code: 'no-such-code' },
  { spreadMs: Number.NaN },
];

describe('unknown events', () => {
  it('are ignored, whatever their names', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const before = await rowsOf(alice);
    const attack = fixture.relay.attack('junk');
    const names = [...(Object.keys(NOTICES) as NoticeName[]), '__proto__', 'no:such', ''];
    for (const name of names) {
      // `{}` is exactly what this one carries.
      const junk = name === 'server:recovered' ? JUNK.filter((_each, n) => n !== 5) : JUNK;
      for (const each of junk) await fixture.relay.babble(attack, alice.id, name, each);
    }
    await attack.delivered(names.length);
    expect(alice.chat.connection.kind).toBe('online');
    expect(await rowsOf(alice)).toBe(before);
    await talk(bob, alice, 'still there?');
  });
});

describe('a flood of envelopes', () => {
  it('without content stores nothing', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const before = await rowsOf(bob);
    const attack = fixture.relay.attack('noise of two thousand strangers');
    for (let n = 0; n < 20; n++) {
      const envelopes = Array.from({ length: 100 }, () => ({
        from: randomBytes(32),
        envelope: noise(),
      }));
      await fixture.relay.deliver(attack, bob.id, envelopes);
    }
    await attack.delivered(20);
    expect(await rowsOf(bob)).toBe(before);
    expect(bob.chat.conversations()).toHaveLength(2);
    await talk(alice, bob, 'still there?');
  });

  it('in the name of a contact causes at most twelve replies an hour', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    await talk(alice, bob, 'before');
    const before = fixture.relay.mailOf(bob.id, alice.id).length;
    const attack = fixture.relay.attack('noise as a contact');
    for (let n = 0; n < 10; n++) {
      const envelopes = Array.from({ length: 50 }, () => itemFrom(alice.id, noise()));
      await fixture.relay.deliver(attack, bob.id, envelopes);
    }
    await attack.delivered(10);
    await talk(alice, bob, 'after');
    // Twelve failure reports, and the receipts that follow them.
    expect(fixture.relay.mailOf(bob.id, alice.id).length - before).toBeLessThanOrEqual(30);
  });

  it.each([
    ['offers that nobody signed', 64, false],
    ['signed offers of strangers', 70, true],
  ])(
    'of %s does not keep a new chain of a contact from being opened',
    async (what, count, isSigned) => {
      const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
      await talk(alice, bob, 'before');
      const bundle = fixture.relay.bundles(bob.id).at(-1) as Bytes;
      const attack = fixture.relay.attack(what);
      let forger: Forger | undefined;
      for (let n = 0; n < count; n++) {
        forger = await Forger.create(`stranger ${n}`, forger);
        const body = { type: 'text', id: newId(), text: 'hello', request: true } as const;
        const sealed = await forger.seal(await forger.chainTo(bundle), body);
        const { offer } = decodeEnvelope(sealed);
        const junk = offer && { ...offer, signature: randomBytes(64) };
        const envelope = isSigned ? sealed : patchEnvelope(sealed, { offer: junk });
        await fixture.relay.deliver(attack, bob.id, [itemFrom(forger.id, envelope)]);
      }
      await attack.delivered(count);
      // A reload begins a new chain.
      await alice.reload();
      await alice.until(({ connection }) => connection.kind === 'online');
      await talk(alice, bob, 'after');
    },
  );

  it('of requests fills the list to its limit only', async () => {
    const bob = await fixture.enter('bob');
    const bundle = fixture.relay.bundles(bob.id).at(-1) as Uint8Array<ArrayBuffer>;
    const attack = fixture.relay.attack('requests');
    let forger: Forger | undefined;
    for (let n = 0; n < REQUESTS_WAITING_MAX + 10; n++) {
      forger = await Forger.create(`stranger ${n}`, forger);
      const body = { type: 'text', id: newId(), text: 'hello', request: true } as const;
      const sealed = await forger.seal(await forger.chainTo(bundle), body);
      await fixture.relay.deliver(attack, bob.id, [itemFrom(forger.id, sealed)]);
    }
    await attack.delivered(REQUESTS_WAITING_MAX + 10);
    const asked = bob.chat.conversations().filter(({ consent }) => consent === 'asked');
    expect(asked).toHaveLength(REQUESTS_WAITING_MAX);
  });
});

describe('a relay that announces drains and data loss without cause', () => {
  it('causes at most one reconnection', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const before = fixture.relay.connections;
    const attack = fixture.relay.attack('it stops, and stops, and stops');
    for (let n = 0; n < 50; n++) {
      await fixture.relay.say(attack, alice.id, 'server:draining', { spreadMs: MINUTE });
    }
    await attack.delivered(50);
    fixture.clock.leap(MINUTE);
    await talk(bob, alice, 'still there?');
    expect(fixture.relay.connections - before).toBeLessThanOrEqual(1);
  });

  it('causes only the messages in flight to be sent again', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const deaf = fixture.relay.attack('nothing arrives', {
      deliver: (_envelopes, victim) => (victim === bob.id ? [] : undefined),
    });
    for (let n = 0; n < 10; n++) await alice.chat.sendText(bob.id, `number ${n}`);
    await alice.until(async () => (await alice.timeline(bob)).at(-1)?.state === 'sent');
    await deaf.delivered();
    const before = fixture.relay.mailOf(alice.id, bob.id).length;
    const attack = fixture.relay.attack('it has lost something, again and again');
    for (let n = 0; n < 20; n++) await fixture.relay.say(attack, alice.id, 'server:recovered', {});
    await attack.delivered(20);
    // Sending all ten again for each of the twenty would be 200.
    expect(fixture.relay.mailOf(alice.id, bob.id).length - before).toBeLessThanOrEqual(50);
    deaf.stop();
    fixture.clock.leap(MINUTE);
    await alice.until(async () => (await alice.timeline(bob)).at(-1)?.state === 'delivered');
    expect((await bob.texts(alice)).slice(-10)).toEqual(
      Array.from({ length: 10 }, (_, n) => `number ${n}`),
    );
  });
});

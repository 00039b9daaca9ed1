import { describe, expect, it } from '@jest/globals';
import type { ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import { randomBytes } from '../../../src/crypto/random.ts';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import { flipBit } from '../../../src/crypto/testing/flip.ts';
import { type Bytes, equal, toBase64url } from '../../../src/protocol/bytes.ts';
import { decodeEnvelope } from '../../../src/protocol/envelope.ts';
import { CHAINS_PER_PEER, RESEND_MIN_MS } from '../../../src/protocol/limits.ts';
import type { Attack, Envelopes } from './attack.ts';
import { reaches, reads, statesShown, talk, timesSeen, useFixture } from './fixture.ts';
import { patchEnvelope } from './forger.ts';
import { itemFrom, type Mail } from './hostile-relay.ts';

useDirectCrypto();

const HOUR = 3_600_000;
const fixture = useFixture({ hasPromptReceipts: true });

const isFrom = (person: ChatDriver, { from }: Envelopes[number]): boolean =>
  toBase64url(from) === person.id;

/** Changes every envelope of one person to another. */
function change(
  from: ChatDriver,
  to: ChatDriver,
  name: string,
  how: (envelope: Bytes) => Bytes,
): Attack {
  return fixture.relay.attack(name, {
    deliver: (envelopes, victim) =>
      victim === to.id && envelopes.some((each) => isFrom(from, each))
        ? envelopes.map((each) =>
            isFrom(from, each) ? { ...each, envelope: how(each.envelope) } : each,
          )
        : undefined,
  });
}

/** Withholds what one person sends to another, or a selection of it, and keeps it. */
function hold(from: ChatDriver, to: ChatDriver, isChosen = (_envelope: Envelopes[number]) => true) {
  const held: Envelopes[number][] = [];
  const isHeld = (each: Envelopes[number]): boolean => isFrom(from, each) && isChosen(each);
  const attack = fixture.relay.attack(`mail of ${from.name} to ${to.name} held back`, {
    deliver: (envelopes, victim) => {
      if (victim !== to.id || !envelopes.some(isHeld)) return undefined;
      held.push(...envelopes.filter(isHeld));
      return envelopes.filter((each) => !isHeld(each));
    },
  });
  return { attack, held };
}

const inCiphertext = (bytes: Bytes): Bytes => flipBit(bytes, bytes.length * 8 - 400);

const CHANGES: readonly [string, (envelope: Bytes) => Bytes][] = [
  ['without its last byte', (bytes) => bytes.slice(0, -1)],
  ['without its last padding step', (bytes) => bytes.slice(0, -16)],
  ['cut in half', (bytes) => bytes.slice(0, bytes.length / 2)],
  ['of one byte', (bytes) => bytes.slice(0, 1)],
  ['with a byte more', (bytes) => Uint8Array.of(...bytes, 0)],
  ['of another version', (bytes) => Uint8Array.of(2, ...bytes.subarray(1))],
  ['with another flag', (bytes) => Uint8Array.of(1, 1 - (bytes[1] ?? 0), ...bytes.subarray(2))],
  ['with another id', (bytes) => patchEnvelope(bytes, { id: randomBytes(16) })],
  ['of another chain', (bytes) => patchEnvelope(bytes, { chainId: randomBytes(32) })],
  ['at another place of its chain', (bytes) => patchEnvelope(bytes, { n: 7 })],
  ['beyond the end of its chain', (bytes) => patchEnvelope(bytes, { n: 2 ** 52 })],
  ['with another nonce', (bytes) => patchEnvelope(bytes, { nonce: randomBytes(12) })],
  ['with a bit of its content turned over', inCiphertext],
  ['with other content', (bytes) => patchEnvelope(bytes, { ciphertext: randomBytes(528) })],
];

describe.each(CHANGES)('a message %s', (what, how) => {
  it.each(['the first', 'a later one'])(
    'does not open, is never delivered, and does no harm, as %s of a chain',
    async (place) => {
      const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
      if (place === 'a later one') await talk(alice, bob, 'before');
      const before = await bob.texts(alice);
      const attack = change(alice, bob, what, how);
      await alice.chat.sendText(bob.id, 'the original');
      await attack.delivered();
      expect(await bob.texts(alice)).toEqual(before);
      // The relay acknowledges once the victim has; only then the sender's timer for a repeat runs.
      await reaches(alice, bob, 'sent');

      attack.stop();
      fixture.clock.leap(RESEND_MIN_MS);
      await reads(bob, alice, 'the original');
      await reaches(alice, bob, 'delivered');
      expect(await bob.texts(alice)).toEqual([...before, 'the original']);
    },
  );
});

describe('a message without its offer', () => {
  it('is requested again with its offer', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const attack = change(alice, bob, 'no offer', (bytes) =>
      patchEnvelope(bytes, { offer: undefined }),
    );
    await alice.chat.sendText(bob.id, 'what is in here?');
    await attack.delivered();
    expect(await bob.texts(alice)).not.toContain('what is in here?');
    attack.stop();
    await alice.until(() => fixture.relay.mailOf(bob.id, alice.id).length > 0);
    await reads(bob, alice, 'what is in here?');
    await reaches(alice, bob, 'delivered');
  });
});

describe('messages in another order', () => {
  it("are shown in their sender's order", async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const texts = Array.from({ length: 12 }, (_, n) => `number ${n}`);
    const { attack, held } = hold(alice, bob);
    for (const text of texts) await alice.chat.sendText(bob.id, text);
    await attack.delivered();
    await alice.until(async () => (await alice.timeline(bob)).at(-1)?.state === 'sent');
    while (held.length < texts.length) await attack.delivered(attack.strikes.length + 1);
    attack.stop();
    await fixture.relay.deliver(attack, bob.id, [...held].reverse());
    await reads(bob, alice, 'number 11');
    expect((await bob.texts(alice)).slice(-12)).toEqual(texts);
    await reaches(alice, bob, 'delivered');
  });
});

describe('a message that is dropped', () => {
  /** Bob gets the second of two messages only. */
  async function dropFirst(): Promise<[ChatDriver, ChatDriver, Attack]> {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    await talk(alice, bob, 'before');
    const isFirst = ({ envelope }: Envelopes[number]): boolean =>
      envelope.length > 0 &&
      equal(envelope, fixture.relay.mailOf(alice.id, bob.id)[1]?.envelope ?? envelope);
    const { attack } = hold(alice, bob, isFirst);
    await alice.chat.sendText(bob.id, 'this is dropped');
    await attack.delivered();
    await alice.chat.sendText(bob.id, 'this is not');
    return [alice, bob, attack];
  }

  it('is reported as missing as soon as a later one arrives, and never counts as delivered', async () => {
    const [alice, bob] = await dropFirst();
    const shown = statesShown(alice);
    await bob.until(() => bob.with(alice)?.missing);
    await alice.until(async () => (await alice.timeline(bob)).at(-1)?.state === 'sent');
    expect((await bob.texts(alice)).at(-1)).toBe('before');
    expect([...shown]).not.toContain('delivered');
    expect((await alice.timeline(bob)).slice(-2).map(({ state }) => state)).toEqual([
      'sent',
      'sent',
    ]);
  });

  it('is reported as missing after a reload as well', async () => {
    const [alice, bob] = await dropFirst();
    await bob.until(() => bob.with(alice)?.missing);
    await bob.reload();
    expect(bob.with(alice)?.missing).toBe(true);
  });

  it('is sent again, and then nothing is missing', async () => {
    const [alice, bob, attack] = await dropFirst();
    await bob.until(() => bob.with(alice)?.missing);
    attack.stop();
    fixture.clock.leap(RESEND_MIN_MS);
    await reads(bob, alice, 'this is not');
    expect((await bob.texts(alice)).slice(-2)).toEqual(['this is dropped', 'this is not']);
    await bob.until(() => bob.with(alice)?.missing === false);
    await reaches(alice, bob, 'delivered');
  });

  it('together with all receipts is retried at growing intervals', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const shown = statesShown(alice);
    const { attack } = hold(bob, alice);
    await alice.chat.sendText(bob.id, 'do you hear me?');
    await reads(bob, alice, 'do you hear me?');
    await attack.delivered();
    for (let minute = 0; minute < 60; minute++) {
      fixture.clock.leap(60_000);
      await alice.until(({ connection }) => connection.kind === 'online');
    }
    expect([...shown]).not.toContain('delivered');
    expect(fixture.relay.mailOf(alice.id, bob.id).length).toBeLessThan(10);
    expect(await timesSeen(bob, alice, 'do you hear me?')).toBe(1);
  });
});

describe('a message that is replayed', () => {
  const lastMail = (from: ChatDriver, to: ChatDriver): Mail => {
    const mail = fixture.relay.mailOf(from.id, to.id).at(-1);
    if (mail === undefined) throw new TypeError('nothing was sent');
    return mail;
  };

  it('is shown once, however often and whenever it arrives', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    await talk(alice, bob, 'once');
    const again = itemFrom(alice.id, lastMail(alice, bob).envelope);
    const attack = fixture.relay.attack('a replay');
    await fixture.relay.deliver(attack, bob.id, [again, again, again]);
    await bob.reload();
    await bob.until(({ connection }) => connection.kind === 'online');
    await fixture.relay.deliver(attack, bob.id, [again]);
    await attack.delivered(2);
    await talk(alice, bob, 'twice');
    await fixture.relay.deliver(attack, bob.id, [again]);
    await attack.delivered(3);
    expect(await timesSeen(bob, alice, 'once')).toBe(1);
    await talk(alice, bob, 'and on');
  });

  it('is not opened again after its chain was deleted', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    await talk(alice, bob, 'once');
    const again = itemFrom(alice.id, lastMail(alice, bob).envelope);
    for (let n = 0; n <= CHAINS_PER_PEER; n++) {
      await alice.reload();
      await talk(alice, bob, `chain ${n}`);
      fixture.clock.leap(30_000);
    }
    const attack = fixture.relay.attack('an old replay');
    await fixture.relay.deliver(attack, bob.id, [again]);
    await attack.delivered();
    expect(await timesSeen(bob, alice, 'once')).toBe(1);
    expect(bob.with(alice)?.missing).toBe(false);
    await talk(alice, bob, 'and on');
  });

  it('to its own sender is ignored', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    await talk(alice, bob, 'an probe');
    const before = await alice.timeline(bob);
    const mine = lastMail(alice, bob).envelope;
    const attack = fixture.relay.attack('a reflection');
    await fixture.relay.deliver(attack, alice.id, [
      itemFrom(bob.id, mine),
      itemFrom(alice.id, mine),
    ]);
    await attack.delivered();
    expect(await alice.timeline(bob)).toEqual(before);
    expect(alice.chat.conversations().map(({ peer }) => peer)).toEqual([bob.id]);
    await talk(bob, alice, 'and on');
  });
});

describe('a message that is moved to another conversation', () => {
  it.each(['the first', 'a later one'])('is not shown there, as %s of a chain', async (place) => {
    const [alice, bob, carol, mallory] = [
      await fixture.enter('alice'),
      await fixture.enter('bob'),
      await fixture.enter('carol'),
      await fixture.enter('mallory'),
    ];
    if (place === 'a later one') for (let n = 0; n < 6; n++) await talk(alice, bob, `before ${n}`);
    const { attack, held } = hold(alice, bob);
    await alice.chat.sendText(bob.id, 'for Bob from Alice');
    await attack.delivered();
    attack.stop();
    const { envelope = new Uint8Array() } = held[0] ?? {};
    expect(decodeEnvelope(envelope).offer === undefined).toBe(place === 'a later one');

    const move = fixture.relay.attack('a move');
    await fixture.relay.deliver(move, bob.id, [itemFrom(carol.id, envelope)]);
    await fixture.relay.deliver(move, bob.id, [itemFrom(mallory.id, envelope)]);
    await fixture.relay.deliver(move, carol.id, [itemFrom(bob.id, envelope)]);
    await fixture.relay.deliver(move, carol.id, [itemFrom(alice.id, envelope)]);
    await move.delivered(4);
    for (const [reader, writer] of [
      [bob, carol],
      [carol, bob],
    ] as const) {
      expect(await reader.texts(writer)).toEqual(['hello'].filter(() => true));
    }
    for (const { chat } of [bob, carol]) {
      expect(chat.conversation(mallory.id)).toBeUndefined();
    }
    expect(carol.with(alice)).toBeUndefined();
    await fixture.relay.deliver(move, bob.id, [itemFrom(alice.id, envelope)]);
    await reads(bob, alice, 'for Bob from Alice');
  });
});

describe('a message that is delayed', () => {
  it('for a day is shown with the time when it was sent', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const { attack, held } = hold(alice, bob);
    await alice.chat.sendText(bob.id, 'from yesterday');
    await attack.delivered();
    const sent = fixture.clock.now();
    fixture.clock.leap(25 * HOUR);
    await bob.until(({ connection }) => connection.kind === 'online');
    attack.stop();
    await fixture.relay.deliver(attack, bob.id, held.slice(0, 1));
    await reads(bob, alice, 'from yesterday');
    expect(Math.abs(((await bob.timeline(alice)).at(-1)?.sent ?? 0) - sent)).toBeLessThan(HOUR);
    fixture.clock.leap(HOUR);
    await reaches(alice, bob, 'delivered');
    expect(await timesSeen(bob, alice, 'from yesterday')).toBe(1);
  });

  it('until its keys expired does not open, and is sent again under new keys', async () => {
    const [alice, bob] = [await fixture.enter('alice'), await fixture.enter('bob')];
    const { attack, held } = hold(alice, bob);
    await alice.chat.sendText(bob.id, 'from last week');
    await attack.delivered();
    const [old] = held;
    for (let day = 0; day < 4; day++) {
      fixture.clock.leap(25 * HOUR);
      await bob.until(({ connection }) => connection.kind === 'online');
      await alice.until(({ connection }) => connection.kind === 'online');
    }
    const late = fixture.relay.attack('a delay beyond the life of the keys');
    await fixture.relay.deliver(late, bob.id, old === undefined ? [] : [old]);
    await late.delivered();
    expect(await bob.texts(alice)).not.toContain('from last week');
    attack.stop();
    fixture.clock.leap(HOUR);
    await reads(bob, alice, 'from last week');
    await reaches(alice, bob, 'delivered');
    expect(await timesSeen(bob, alice, 'from last week')).toBe(1);
  });
});

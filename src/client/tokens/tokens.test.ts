import { beforeEach, describe, expect, it } from '@jest/globals';
import { generateIdentityKey } from '../../crypto/identity-key.ts';
import { paddedLength } from '../../crypto/padding.ts';
import { randomBytes } from '../../crypto/random.ts';
import { useDirectCrypto } from '../../crypto/testing/direct-crypto.ts';
import { signToken } from '../../crypto/token.ts';
import { verifyToken } from '../../crypto/verify.ts';
import { type Bytes, fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import { TOKEN_LIFE_MS } from '../../protocol/limits.ts';
import { encodeRecord, type ReceiptBody } from '../../protocol/record.ts';
import { isCurrent, type TokenClaim } from '../../protocol/token.ts';
import { Transaction } from '../storage/peer-store.ts';
import { makePeerContext } from '../testing/peer-context.ts';
import { TestNetwork, type TestPeer, type TransitEnvelope } from '../testing/test-network.ts';
import { withRenewal } from './given-tokens.ts';
import { takeToken, tokenFor } from './received-tokens.ts';

useDirectCrypto();

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let network: TestNetwork;
let alice: TestPeer;
let bob: TestPeer;

beforeEach(async () => {
  network = await TestNetwork.open();
  ({ alice, bob } = network);
});

const stateOf = (me: TestPeer, you: TestPeer) => me.people.of(you.id).store.state;

/** What the relay learns from the token of an envelope; undefined without one. */
async function claimOf({ to, from, token }: TransitEnvelope): Promise<TokenClaim | undefined> {
  const parties = { owner: fromBase64url(to), holder: fromBase64url(from) };
  return token === undefined ? undefined : verifyToken(token, parties);
}

const isValid = async (sent: TransitEnvelope): Promise<boolean> => {
  const claim = await claimOf(sent);
  return claim !== undefined && isCurrent(claim, network.clock.now());
};

/** Lets everything arrive, and returns what was sent meanwhile. */
async function arriveAll(): Promise<TransitEnvelope[]> {
  const before = network.recorded.length;
  for (let round = 0; round < 6; round++) {
    network.clock.advance(1_000);
    await network.settle();
    for (const sent of network.inTransit.splice(0)) await network.deliver(sent);
  }
  return network.recorded.slice(before);
}

async function say(me: TestPeer, you: TestPeer, text: string): Promise<TransitEnvelope[]> {
  await me.people.of(you.id).sendText(text);
  return arriveAll();
}

async function befriend(): Promise<void> {
  await say(alice, bob, 'May I?');
  await bob.people.of(alice.id).accept();
  await arriveAll();
}

describe('two people', () => {
  it('have valid tokens for each other once one has asked and the other has accepted', async () => {
    const asked = await say(alice, bob, 'May I?');
    expect(await Promise.all(asked.map(claimOf))).toEqual(asked.map(() => undefined));
    await bob.people.of(alice.id).accept();
    const accepted = await arriveAll();
    expect(accepted.map(({ from }) => from)).toContain(bob.id);
    for (const sent of accepted.filter(({ from }) => from === bob.id)) {
      expect(await isValid(sent)).toBe(true);
    }
    const talk = [...(await say(alice, bob, 'Hi')), ...(await say(bob, alice, 'Hi'))];
    expect(talk.length).toBeGreaterThanOrEqual(4);
    for (const sent of talk) expect(await isValid(sent)).toBe(true);
  });

  it('get tokens of one serial, in a receipt when the last one is a day old', async () => {
    await befriend();
    const { serial, until } = stateOf(bob, alice).given;
    await say(alice, bob, 'Hi');
    expect(stateOf(bob, alice).given.until).toBe(until);
    network.clock.advance(DAY);
    await say(alice, bob, 'Good morning');
    expect(stateOf(bob, alice).given.until).toBeGreaterThan(until + DAY);
    expect(stateOf(bob, alice).given.serial).toBe(serial);
    const [last] = await say(alice, bob, 'How are you?');
    expect(await claimOf(last as TransitEnvelope)).toEqual({
      scope: 'contact',
      serial: fromBase64url(serial),
      expires: stateOf(bob, alice).given.until,
    });
  });

  it('get tokens in texts, too, which only have to be long enough apart', async () => {
    await befriend();
    const { until } = stateOf(bob, alice).given;
    network.clock.advance(2 * DAY);
    await bob.people.of(alice.id).sendText('Good morning');
    await network.settle();
    expect(stateOf(bob, alice).given.until).toBeGreaterThan(until + DAY);
    await arriveAll();
    const [sent] = await say(alice, bob, 'Morning');
    expect((await claimOf(sent as TransitEnvelope))?.expires).toBe(stateOf(bob, alice).given.until);
  });

  it('show their expired tokens after five weeks, and have valid ones after one message', async () => {
    await befriend();
    network.clock.advance(35 * DAY);
    await Promise.all([alice.rotate(), bob.rotate()]);
    await alice.people.of(bob.id).sendText('I’m back');
    network.clock.advance(1_000);
    await network.settle();
    const sent = network.inTransit.splice(0);
    expect(sent.length).toBeGreaterThan(0);
    for (const each of sent) {
      expect(await claimOf(each)).toMatchObject({ scope: 'contact' });
      expect(await isValid(each)).toBe(false);
      await network.deliver(each, 'strangers');
    }
    await arriveAll();
    const next = await say(alice, bob, 'Did you miss me?');
    expect(await isValid(next[0] as TransitEnvelope)).toBe(true);
  });

  it('keep their tokens across a reload', async () => {
    await befriend();
    await alice.load();
    const [sent] = await say(alice, bob, 'Hi');
    expect(await isValid(sent as TransitEnvelope)).toBe(true);
  });
});

describe('a contact whose envelopes come through the strangers’ lane', () => {
  /** Alice sends, and the relay treats her as a stranger: what Bob sends then. */
  async function sayAsStranger(text: string): Promise<TransitEnvelope[]> {
    await alice.people.of(bob.id).sendText(text);
    network.clock.advance(1_000);
    await network.settle();
    for (const sent of network.inTransit.splice(0)) await network.deliver(sent, 'strangers');
    return arriveAll();
  }

  it('gets a new token, once an hour', async () => {
    await befriend();
    network.clock.advance(2 * HOUR);
    const until = [stateOf(bob, alice).given.until];
    for (const wait of [0, HOUR / 2, 2 * HOUR]) {
      network.clock.advance(wait);
      await sayAsStranger('Hi');
      until.push(stateOf(bob, alice).given.until);
    }
    const [first, second, third, fourth] = until as [number, number, number, number];
    expect(second).toBeGreaterThan(first);
    expect(third).toBe(second);
    expect(fourth).toBeGreaterThan(third);
  });

  it('causes no endless renewal when no token is ever valid', async () => {
    await befriend();
    network.clock.advance(2 * HOUR);
    await alice.people.of(bob.id).sendText('Hi');
    let sent = 0;
    for (let round = 0; round < 20; round++) {
      network.clock.advance(1_000);
      await network.settle();
      for (const each of network.inTransit.splice(0)) {
        sent++;
        await network.deliver(each, 'strangers');
      }
    }
    expect(sent).toBeLessThan(8);
    expect(network.inTransit).toEqual([]);
  });
});

describe('a received token', () => {
  const setUp = async () => {
    const [owner, holder, other] = await Promise.all([1, 2, 3].map(generateIdentityKey));
    if (owner === undefined || holder === undefined || other === undefined) throw new TypeError();
    const { store } = await makePeerContext({ identity: owner.public });
    const now = Date.UTC(2026, 0, 1);
    const tx = new Transaction(store);
    const parties = { owner: owner.public, holder: holder.public };
    const sign = async (
      expires: number,
      { by = owner, holder: to = holder }: { by?: typeof owner; holder?: typeof owner } = {},
    ): Promise<string> => {
      const claim = { scope: 'contact', serial: randomBytes(8), expires } as const;
      const between = { owner: by.public, holder: to.public };
      return toBase64url(await signToken(between, claim, by.private));
    };
    const take = async (token: string): Promise<Bytes | undefined> => {
      const authors = { own: parties.holder, peer: parties.owner };
      await takeToken(tx, { type: 'accept', token }, { authors });
      return tokenFor(tx.state);
    };
    return { now, sign, take, other };
  };

  it('is remembered only if the peer signed it for this user', async () => {
    const { now, sign, take, other } = await setUp();
    const expires = now + DAY;
    expect(await take(await sign(expires, { by: other }))).toBeUndefined();
    expect(await take(await sign(expires, { holder: other }))).toBeUndefined();
    expect(await take('A'.repeat(110))).toBeUndefined();
    const good = await sign(expires);
    expect(await take(good)).toEqual(fromBase64url(good));
  });

  it('replaces the one before, whose clock may have been wrong', async () => {
    const { now, sign, take } = await setUp();
    for (const expires of [now + 99 * TOKEN_LIFE_MS, now + DAY, now + 2 * DAY]) {
      const token = await sign(expires);
      expect(await take(token)).toEqual(fromBase64url(token));
    }
  });
});

describe('a receipt', () => {
  it('gets a token only if it stays as small as any other', async () => {
    const { context, store } = await makePeerContext({
      identity: randomBytes(32),
      profile: { identity: await generateIdentityKey() },
    });
    const place = { stream: randomBytes(16), seq: 0, clock: 2 ** 40, sent: 2 ** 41 };
    const encode = (body: ReceiptBody) =>
      encodeRecord({ ...place, prev: new Uint8Array(32), body });
    const { client, identity, now } = context;
    const renew = async (ranges: number): Promise<readonly [boolean, number]> => {
      const tx = new Transaction(store);
      const held = Array.from({ length: ranges }, (_, n): [number, number] => {
        return [1e9 + n * 4, 1e9 + n * 4 + 1];
      });
      const body: ReceiptBody = {
        type: 'receipt',
        stream: toBase64url(place.stream),
        delivered: 1e8,
        hash: toBase64url(randomBytes(32)),
        read: 1e8,
        ...(held.length > 0 ? { held } : {}),
      };
      const renewed = await withRenewal(tx, body, { client, identity, now }, encode);
      expect(tx.state.given.until > 0).toBe(renewed.token !== undefined);
      return [renewed.token !== undefined, paddedLength(encode(renewed).length)];
    };
    const sizes = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7, 8].map(renew));
    expect(sizes.map(([, size]) => size)).toEqual(sizes.map(() => 512));
    expect(sizes[0]?.[0]).toBe(true);
    expect(sizes[8]?.[0]).toBe(false);
  });
});

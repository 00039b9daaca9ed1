import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IS_LONG_RUN } from '../../crypto/testing/run-length.ts';
import { ERROR_CODES } from '../../protocol/errors.ts';
import { REQUESTS, type RequestName } from '../../protocol/events.ts';
import { type Attack, prepareAttack } from './fixture.ts';

const EVENTS = Object.keys(REQUESTS) as RequestName[];
const SIGNED_IN = EVENTS.filter(
  (event) => event !== 'session:challenge' && event !== 'session:sign-in',
);

/** Any value that MessagePack can encode, often in fields of the protocol. */
const field = fc.constantFrom(
  ...['prefix', 'after', 'name', 'identity', 'identities', 'to', 'envelope', 'from'],
  ...['host', 'bundle', 'signature', '__proto__', 'constructor', 'length'],
);
const leaf = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);
const payload = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 4 }),
  fc.dictionary(field, fc.oneof(leaf, fc.array(leaf, { maxLength: 4 })), { maxKeys: 4 }),
);
const calls = fc.tuple(fc.constantFrom(...EVENTS), fc.array(payload, { maxLength: 2 }));

/** A reply of the protocol: data, or a code of the closed list other than 'internal'. */
const isReply = (reply: unknown): boolean =>
  typeof reply === 'object' &&
  reply !== null &&
  ('data' in reply || ERROR_CODES.some((code) => code !== 'internal' && codeOf(reply) === code));

function codeOf(reply: unknown): unknown {
  if (typeof reply !== 'object' || reply === null || !('error' in reply)) return undefined;
  const { error } = reply;
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

async function fuzz({ attacker, relay }: Attack): Promise<void> {
  await fc.assert(
    fc.asyncProperty(calls, async ([event, values]) => {
      relay.clock.advance(2000);
      expect(isReply(await attacker.ask(event, ...values))).toBe(true);
    }),
    { numRuns: IS_LONG_RUN ? 10_000 : 300 },
  );
}

describe('payloads of any shape', () => {
  it('get an error code before sign-in', async () => {
    const attack = await prepareAttack();
    await fuzz(attack);
    await attack.expectHarmless();
  });

  it('get an error code after sign-in', async () => {
    const attack = await prepareAttack();
    await attack.signIn();
    await fuzz(attack);
    await attack.expectHarmless();
  });

  it.each(SIGNED_IN)('%s before sign-in is rejected whatever its payload', async (event) => {
    const { attacker, expectHarmless } = await prepareAttack();
    expect(codeOf(await attacker.ask(event, {}))).toBe('not-signed-in');
    expect(codeOf(await attacker.ask(event))).toBe('not-signed-in');
    await expectHarmless();
  });

  it.each(EVENTS)('%s with no payload, or two, is malformed', async (event) => {
    const { attacker, signIn, expectHarmless } = await prepareAttack();
    await signIn();
    expect(codeOf(await attacker.ask(event))).toBe('malformed');
    expect(codeOf(await attacker.ask(event, {}, {}))).toBe('malformed');
    await expectHarmless();
  });
});

describe('an event without an ack', () => {
  it('is ignored, even when it would be allowed', async () => {
    const { attacker, victim, signIn, expectHarmless } = await prepareAttack();
    await signIn();
    const to = victim.person.identity;
    for (const event of EVENTS) attacker.emit(event, { to, envelope: new Uint8Array(700) });
    attacker.emit('message:send');
    await expectHarmless();
  });
});

describe('a forged sender', () => {
  it('is rejected as an unknown field, and never delivered', async () => {
    const { attacker, victim, signIn, expectHarmless } = await prepareAttack();
    await signIn();
    const to = victim.person.identity;
    const forged = { to, from: to, envelope: new Uint8Array(700) };
    expect(codeOf(await attacker.ask('message:send', forged))).toBe('malformed');
    await expectHarmless();
  });

  it('a malformed envelope is rejected and never delivered', async () => {
    const { attacker, victim, signIn, expectHarmless } = await prepareAttack();
    await signIn();
    const to = victim.person.identity;
    for (const size of [1, 82, 600]) {
      const request = { to, envelope: new Uint8Array(size) };
      expect(codeOf(await attacker.ask('message:send', request))).toBe('envelope-malformed');
    }
    await expectHarmless();
  });
});

describe('a flood', () => {
  it('is rejected event by event with a time to wait, whether events are known or not', async () => {
    const { attacker, expectHarmless } = await prepareAttack();
    const codes = new Set<unknown>();
    for (let count = 0; count < 100; count++) codes.add(codeOf(await attacker.ask('nonsense')));
    expect([...codes]).toEqual(['unknown-event', 'rate-limited']);
    await expectHarmless();
  });
});

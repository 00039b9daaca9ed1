import { describe, expect, it } from '@jest/globals';
import { TOKEN_CHECK_BURST, TOKENS_VERIFIED_MAX } from '../../protocol/limits.ts';
import { Clock } from '../testing/clock.ts';
import { TestPerson } from '../testing/person.ts';
import { VerifiedTokens } from './verified-tokens.ts';

async function setUp() {
  const [owner, holder] = await Promise.all(['owner', 'holder'].map((n) => TestPerson.create(n)));
  if (owner === undefined || holder === undefined) throw new TypeError('no person');
  const clock = new Clock();
  const session = { holder: holder.id };
  const tokens = new VerifiedTokens(() => session.holder, clock.now);
  return { owner, holder, clock, session, tokens };
}

const limited = expect.objectContaining({ code: 'rate-limited' });
const invalid = expect.objectContaining({ code: 'token-invalid' });

describe('the tokens of a connection', () => {
  it('are verified once each, and new ones at a limited rate', async () => {
    const { owner, holder, clock, tokens } = await setUp();
    const [one, other] = [await owner.token(holder), await owner.token(holder)];
    for (let n = 0; n < TOKEN_CHECK_BURST * 2; n++) await tokens.verify(owner.identity, one);
    for (let n = 1; n < TOKEN_CHECK_BURST; n++) {
      await tokens.verify(owner.identity, n % 2 === 0 ? one : other);
    }
    await expect(tokens.verify(owner.identity, one)).rejects.toThrow(limited);
    expect(await tokens.verify(owner.identity, other)).toBeDefined();
    clock.advance(1_000);
    expect(await tokens.verify(owner.identity, one)).toBeDefined();
  });

  it('are remembered for a limited number of owners', async () => {
    const { holder, clock, tokens } = await setUp();
    const owners = await Promise.all(
      Array.from({ length: TOKENS_VERIFIED_MAX + 20 }, (_, n) => TestPerson.create(`${n}`)),
    );
    for (const owner of owners) await tokens.verify(owner.identity, await owner.token(holder));
    expect(tokens.size).toBe(TOKENS_VERIFIED_MAX);
    clock.advance(60_000);
    for (const owner of owners.slice(0, 5)) {
      await expect(tokens.verify(owner.identity, await owners[9]?.token(holder))).rejects.toThrow(
        invalid,
      );
    }
    expect(tokens.size).toBe(TOKENS_VERIFIED_MAX);
  });

  it('are worthless once the connection has signed in as another person', async () => {
    const { owner, holder, session, tokens } = await setUp();
    const token = await owner.token(holder);
    await tokens.verify(owner.identity, token);
    session.holder = (await TestPerson.create('other')).id;
    await expect(tokens.verify(owner.identity, token)).rejects.toThrow(invalid);
  });

  it('are verified in the order of the calls for one owner', async () => {
    const { owner, holder, tokens } = await setUp();
    const [one, other] = [await owner.token(holder), await owner.token(holder)];
    await tokens.verify(owner.identity, one);
    const ended: number[] = [];
    const calls = [other, one, other, undefined, other, one, undefined];
    await Promise.all(
      calls.map(async (token, index) => {
        await tokens.verify(owner.identity, token);
        ended.push(index);
      }),
    );
    expect(ended).toEqual(calls.map((_, index) => index));
  });
});

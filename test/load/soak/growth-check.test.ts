import { describe, expect, it } from '@jest/globals';
import { Random } from '../chaos/random.ts';
import { leaksIn, type Sample, trendsOf } from './growth-check.ts';

const MIB = 1024 ** 2;
const KIB = 1024;

/**
 * Ten minutes of 32 messages a second, with the noise of garbage collections, and some bytes leaked
 * per message.
 */
function samples(leak: Partial<Record<'held' | 'resident' | 'redis', number>>): readonly Sample[] {
  const random = new Random(1);
  return Array.from({ length: 21 }, (_, index) => {
    const seconds = index * 30;
    const delivered = seconds * 32;
    const noise = (): number => (random.next() - 0.5) * 400 * KIB;
    const grown = (what: keyof typeof leak): number => delivered * (leak[what] ?? 0);
    return {
      seconds,
      delivered,
      held: [24 * MIB + noise(), 24 * MIB + grown('held') + noise()],
      resident: [120 * MIB + noise() * 20, 120 * MIB + grown('resident') + noise() * 20],
      redis: 2 * MIB + grown('redis') + noise() / 4,
    };
  });
}

const leaking = (list: readonly Sample[]): readonly string[] =>
  leaksIn(trendsOf(list)).map(({ name }) => name);

describe('the growth check', () => {
  it('passes memory that goes up and down', () => {
    expect(leaking(samples({}))).toEqual([]);
  });

  it.each([
    ['held', 200, 'pod 2 held'],
    ['resident', 4 * KIB, 'pod 2 resident'],
    ['redis', 200, 'Redis'],
  ] as const)('finds a seeded leak in what is %s: %d bytes per message', (what, bytes, name) => {
    expect(leaking(samples({ [what]: bytes }))).toEqual([name]);
  });

  it('leaves out the beginning, while everything warms up', () => {
    const warming = samples({}).map((sample) => ({
      ...sample,
      redis: sample.redis + Math.min(sample.seconds, 150) * MIB,
    }));
    expect(leaking(warming)).toEqual([]);
  });

  it('is not misled by one outlier', () => {
    const odd = samples({}).map((sample, index) => ({
      ...sample,
      redis: sample.redis * (index === 20 ? 10 : 1),
    }));
    expect(leaking(odd)).toEqual([]);
  });

  it('rejects too few samples', () => {
    expect(() => trendsOf(samples({}).slice(0, 3))).toThrow(RangeError);
  });
});

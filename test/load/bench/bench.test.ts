import { describe, expect, it } from '@jest/globals';
import { readArguments } from './arguments.ts';
import { measureDelivery } from './delivery.ts';
import { measureNames } from './names.ts';
import { PLANS, type Plan } from './plan.ts';
import { processorSeconds, residentBytes } from './processor-time.ts';
import { describeFigures } from './report.ts';
import { median, quantile } from './sample.ts';
import { SYSTEM_NAMES, SYSTEMS } from './system.ts';

/** Enough to see that everything runs; the figures mean nothing. */
const TINY: Plan = {
  ...PLANS.quick,
  ...{ rounds: 1, warmUpSeconds: 0, seconds: 0.02, texts: 120, people: 12, names: 300 },
};

describe('the bench', () => {
  it('measures every system, and none loses a message', async () => {
    const delivery = await measureDelivery(TINY, () => undefined);
    expect(delivery.map(({ system }) => system)).toEqual(SYSTEM_NAMES);
    for (const { saturated, steady } of delivery) {
      expect(saturated.rate).toBeGreaterThan(0);
      expect(steady.rate).toBeGreaterThan(0);
      // A message is no smaller than its envelope, and is sent twice.
      expect(saturated.wireBytes).toBeGreaterThan(1000);
      expect(saturated.p50).toBeLessThanOrEqual(saturated.p99);
    }
    const described = describeFigures({ delivery });
    for (const { title } of Object.values(SYSTEMS)) expect(described).toContain(title);
  });

  it('fills a lobby and reads its pages', async () => {
    const names = await measureNames(TINY);
    expect(names.map((row) => row.names)).toEqual([100, 300]);
    expect(names.every(({ firstPage, join }) => firstPage > 0 && join > 0)).toBe(true);
    expect(describeFigures({ names })).toContain('300');
  });
});

describe('the arguments of the bench', () => {
  it('choose parts, systems, pods and the length', () => {
    const chosen = ['quick', 'delivery', 'pods=4,8', 'systems=classicAcks,durable', 'rate=1000'];
    const { parts, plan } = readArguments([...chosen, 'seconds=1.5']);
    expect(parts).toEqual(['delivery']);
    const systems = ['classicAcks', 'durable'];
    expect(plan).toEqual({ ...PLANS.quick, pods: [4, 8], systems, rate: 1000, seconds: 1.5 });
    expect(readArguments([]).plan).toEqual(PLANS.full);
  });

  it.each(['deliveries', 'systems=nothing', 'pods=0', 'pods=', 'rate=fast', 'people=3'])(
    'are rejected when they mean nothing: %s',
    (arg) => {
      expect(() => readArguments([arg])).toThrow(RangeError);
    },
  );
});

describe('the measurements', () => {
  it('are read from the kernel', () => {
    expect(residentBytes(process.pid)).toBeGreaterThan(10 * 2 ** 20);
    const before = processorSeconds(process.pid);
    const { user, system } = process.cpuUsage();
    expect(Math.abs(before - (user + system) / 1e6)).toBeLessThan(1);
  });

  it('are summarized by medians and quantiles', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(3);
    expect(quantile([1, 2, 3, 4], 0.99)).toBe(4);
    expect(median([])).toBeNaN();
  });
});

import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Inputs, readInputs } from '../../scripts/scale/inputs.ts';
import { DEPLOYMENT, internetCost, limits, scaleTo } from '../../scripts/scale/model.ts';
import { scalePage } from '../../scripts/scale/page.ts';

const PAGE = new URL('../../docs/scale.md', import.meta.url);

let inputs: Inputs;
beforeAll(async () => {
  inputs = await readInputs(DEPLOYMENT.region);
});

/** The same figures, but an idle connection costs pods another time. */
const withIdleCost = ({ unitCosts, ...rest }: Inputs, podMs: number): Inputs => {
  const connectionSecond = { ...unitCosts.costs.connectionSecond, podMs };
  return { ...rest, unitCosts: { ...unitCosts, costs: { ...unitCosts.costs, connectionSecond } } };
};

describe('the page on cost at scale', () => {
  it('is what its script computes from the measured costs (npm run generate)', async () => {
    const page = await readFile(PAGE, 'utf8');
    expect(page).toBe(scalePage(inputs));
    expect(page).not.toBe(scalePage(withIdleCost(inputs, 1)));
  });
});

describe('the model of cost', () => {
  const people = fc.integer({ min: 100, max: 500_000 });
  const total = (users: number): number =>
    Object.values(scaleTo(users, inputs.unitCosts, inputs.prices).costs).reduce(
      (sum, cost) => sum + cost,
    );

  it('never charges more people less', () => {
    const property = fc.property(people, people, (one, other) => {
      expect(total(Math.max(one, other))).toBeGreaterThanOrEqual(total(Math.min(one, other)));
    });
    fc.assert(property);
  });

  it('gives no pod more work or connections than it may have', () => {
    const property = fc.property(people, (users) => {
      const { pods, podCores } = scaleTo(users, inputs.unitCosts, inputs.prices);
      expect(podCores / pods).toBeLessThanOrEqual(DEPLOYMENT.load * (1 + 1e-9));
      expect(users / pods).toBeLessThanOrEqual(DEPLOYMENT.podConnections);
    });
    fc.assert(property);
  });

  it('leaves announcements out beyond their limit', () => {
    const limit = limits(inputs.unitCosts).find(({ what }) => what.startsWith('every pod'));
    const announces = (users: number): boolean =>
      scaleTo(users, inputs.unitCosts, inputs.prices).announces;
    expect(announces((limit?.users ?? 0) * 0.99)).toBe(true);
    expect(announces((limit?.users ?? 0) * 1.01)).toBe(false);
  });

  it('lists limits in the order in which they are reached', () => {
    const users = limits(inputs.unitCosts).map((limit) => limit.users);
    expect(users).toEqual([...users].sort((one, other) => one - other));
    expect(users.every((count) => count > 0)).toBe(true);
  });

  it('charges each terabyte by its tier', () => {
    const tiers = [{ up_to_tb: 1, usd: 2 }, { usd: 1 }];
    const costOf = (gb: number): number =>
      internetCost(gb, { ...inputs.prices, internet_gb: tiers });
    expect([0, 500, 1000, 1500].map(costOf)).toEqual([0, 1000, 2000, 2500]);
  });
});

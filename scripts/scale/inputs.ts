import { readFile } from 'node:fs/promises';
import * as v from 'valibot';

const amount = v.pipe(v.number(), v.minValue(0));
const COST = v.object({
  podMs: amount,
  redisMs: amount,
  upBytes: amount,
  downBytes: amount,
  redisBytes: amount,
});

/**
 * unit-costs.json: what `npm run bench -- units names` measured, and how. Costs and memory are
 * `figures.units` of test-results/bench.json; those of the lobby are Redis's times in `figures.names`.
 */
const UNIT_COSTS = v.object({
  measured: v.object({
    date: v.string(),
    machine: v.string(),
    node: v.string(),
    redis: v.string(),
    command: v.string(),
  }),
  costs: v.object({
    connectionSecond: COST,
    session: COST,
    directText: COST,
    queuedText: COST,
    lobbyPage: COST,
    announcement: v.object({ podMs: amount, redisMs: amount, redisBytes: amount }),
  }),
  memory: v.object({
    podBytes: amount,
    connectionBytes: amount,
    personBytes: amount,
    queuedEnvelopeBytes: amount,
  }),
  lobby: v.object({ changeMs: amount, heartbeatMs: amount, heartbeatSeconds: amount }),
});

const PRICES = v.object({
  as_of: v.string(),
  regions: v.record(
    v.string(),
    v.object({
      balancer_hour: amount,
      balancer_lcu_hour: amount,
      zone_crossing_gb: amount,
      internet_gb: v.array(v.object({ up_to_tb: v.optional(amount), usd: amount })),
      instance_hour: v.record(v.string(), amount),
      valkey_hour: v.record(v.string(), amount),
    }),
  ),
});

export type UnitCosts = v.InferOutput<typeof UNIT_COSTS>;
export type Prices = v.InferOutput<typeof PRICES>['regions'][string];

const at = (path: string): URL => new URL(path, import.meta.url);

/** What the page is computed from. */
export interface Inputs {
  readonly unitCosts: UnitCosts;
  readonly prices: Prices;
  /** When the prices were those. */
  readonly pricesOf: string;
}

/** @throws when a file lacks a figure, or prices for this region */
export async function readInputs(region: string): Promise<Inputs> {
  const unitCosts = v.parse(UNIT_COSTS, await readJson('unit-costs.json'));
  const { as_of, regions } = v.parse(PRICES, await readJson('../../terraform/prices.json'));
  const prices = regions[region];
  if (prices === undefined) throw new RangeError(`no prices for ${region}`);
  return { unitCosts, prices, pricesOf: as_of };
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(at(path), 'utf8'));
}

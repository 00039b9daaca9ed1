import type { SystemName } from './system.ts';

/** How much is measured. */
export interface Plan {
  /** With so many pods each. */
  readonly pods: readonly number[];
  readonly systems: readonly SystemName[];
  /** Each system is measured so often, all in turn. */
  readonly rounds: number;
  /** How long one measurement of a round takes, s. */
  readonly seconds: number;
  /** It goes on until so many texts have arrived in it. */
  readonly texts: number;
  /** People on each system. Each sends at most SEND_RATE a second: enough for its saturation. */
  readonly people: number;
  /** Idle connections per batch, of which there are `rounds`, after one that warms up. */
  readonly idle: number;
  /** People in the lobby of which pages are read. */
  readonly names: number;
  /** People who look at a lobby that changes. */
  readonly watchers: number;
}

const ALL: readonly SystemName[] = [
  'floor',
  'classic',
  'floorAcks',
  'classicAcks',
  'sharded',
  'routed',
  'durable',
  'whole',
];

export const PLANS = {
  full: {
    pods: [2, 4, 8],
    systems: ALL,
    rounds: 5,
    seconds: 0.8,
    texts: 1,
    people: 800,
    idle: 500,
    names: 100_000,
    watchers: 1000,
  },
  quick: {
    pods: [2],
    systems: ALL,
    rounds: 3,
    seconds: 0.7,
    texts: 1,
    people: 800,
    idle: 200,
    names: 100_000,
    watchers: 300,
  },
} as const satisfies Record<string, Plan>;

export const PARTS = ['delivery', 'idle', 'names', 'lobby'] as const;
export type PartName = (typeof PARTS)[number];

import type { SystemName } from './system.ts';

/** The size of a measurement. */
export interface Plan {
  /** The numbers of pods to measure. */
  readonly pods: readonly number[];
  readonly systems: readonly SystemName[];
  /** How often each system is measured; they take turns. */
  readonly rounds: number;
  /** How long people write before a measurement, s. */
  readonly warmUpSeconds: number;
  /** How long one measurement of a round takes, s. */
  readonly seconds: number;
  /** It continues until this many messages have arrived. */
  readonly texts: number;
  /** Messages a second in the second half; undefined for a quarter of each system's full speed. */
  readonly rate?: number;
  /**
   * People on each system. Each sends at most SEND_RATE a second, which is enough to saturate it.
   */
  readonly people: number;
  /** Idle connections per batch. There are `rounds` batches after one for warm-up. */
  readonly idle: number;
  /** People in the lobby whose pages are read. */
  readonly names: number;
  /** People who watch a lobby that changes. */
  readonly watchers: number;
  /** The size of a file that is sent. */
  readonly fileBytes: number;
  /** Texts that are written while files are transferred. */
  readonly textsBesideFiles: number;
  /** How long one unit cost is measured, s. */
  readonly unitSeconds: number;
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
    warmUpSeconds: 0.3,
    seconds: 0.8,
    texts: 1,
    people: 800,
    idle: 500,
    names: 100_000,
    watchers: 1000,
    fileBytes: 30_000_000,
    textsBesideFiles: 400,
    unitSeconds: 30,
  },
  quick: {
    pods: [2],
    systems: ALL,
    rounds: 3,
    warmUpSeconds: 0.3,
    seconds: 0.7,
    texts: 1,
    people: 800,
    idle: 200,
    names: 100_000,
    watchers: 300,
    fileBytes: 8_000_000,
    textsBesideFiles: 200,
    unitSeconds: 6,
  },
} as const satisfies Record<string, Plan>;

export const PARTS = ['delivery', 'idle', 'names', 'lobby', 'files', 'texts', 'units'] as const;
export type PartName = (typeof PARTS)[number];

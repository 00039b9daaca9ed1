import type { Bytes } from '../../../src/protocol/bytes.ts';

/** The victim, as anybody can know them. */
export interface Victim {
  readonly name: string;
  readonly identity: Bytes;
}

/** What an attacker did, and the results. */
export interface TestCounts {
  /** How often the attack was made. */
  units: number;
  /** Data received that belongs to others: zero, or the relay is broken. */
  leaks: number;
  /** What succeeded despite a limit; each attack defines what that is. */
  gains: number;
  /** How often the relay rejected or closed a connection. */
  failures: number;
}

/** The input of an attack. */
export interface Fixture {
  readonly port: number;
  readonly victim: Victim;
  readonly counts: TestCounts;
  /** Whether enough was done: an attack that fills memory goes no further. */
  hasEnough(): boolean;
  /** Whether enough was done, and seen, to stop. */
  isOver(): boolean;
}

/** Runs one kind of attack until it is stopped. */
export interface Attack {
  /** The unit that is counted, in the plural. */
  readonly unit: string;
  /**
   * How many units are enough to see the relay's reaction; the long form makes a multiple of it.
   */
  readonly enough: number;
  /** What `gains` counts, in the plural; absent if nothing can be gained. */
  readonly gain?: string;
  /** The most that may be gained. */
  readonly gainLimit?: number;
  /**
   * If the victim uses the real client, whose figures are measured (attacked-user.ts): whether time passes fast for
   * that client, so that its limits per minute do not slow the attack down.
   */
  readonly user?: 'fast' | 'steady' | undefined;
  run(fixture: Fixture): Promise<void>;
}

/** Repeats something until the attack is over, several at a time, whatever ends it. */
export async function again(
  fixture: Fixture,
  atATime: number,
  act: (index: number) => Promise<void>,
): Promise<void> {
  let index = 0;
  const one = async (): Promise<void> => {
    while (!fixture.isOver()) {
      await act(index++).catch(() => fixture.counts.failures++);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await Promise.all(Array.from({ length: atATime }, one));
}

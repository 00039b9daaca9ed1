import type { Bytes } from '../../../src/protocol/bytes.ts';

/** Whom attackers are after, as anybody can know them. */
export interface Victim {
  readonly name: string;
  readonly identity: Bytes;
}

/** What an attacker did, and what came of it. */
export interface TestCounts {
  /** How often the attack was made. */
  units: number;
  /** What came that is not the attacker's business: zero, or the relay is broken. */
  leaks: number;
  /** What succeeded although there is a limit to it; each attack says what that is. */
  gains: number;
  /** How often the relay ended the matter: a connection refused, or closed. */
  failures: number;
}

/** What is given to an attack. */
export interface Fixture {
  readonly port: number;
  readonly victim: Victim;
  readonly counts: TestCounts;
  /** Whether enough was done, and seen, to stop. */
  isOver(): boolean;
}

/** Makes one kind of attack until it is told to stop. */
export interface Attack {
  /** What is counted, in the plural. */
  readonly unit: string;
  /** How many units show what the relay makes of them; the long form makes a multiple of it. */
  readonly enough: number;
  /** What `gains` counts, in the plural; absent: nothing can be gained. */
  readonly gain?: string;
  /** The most that may be gained. */
  readonly gainLimit?: number;
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

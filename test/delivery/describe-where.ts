import { describe, test } from '@jest/globals';

/** What tests need, and why it is not there; no reason: it is. */
export interface Need {
  readonly needs: string;
  readonly missing: string | undefined;
}

/**
 * Tests of something that not every machine has. Without it they are one skip, which
 * test/permitted-skips.json names, and what was not run is said out loud.
 */
export function describeWhere({ needs, missing }: Need, name: string, body: () => void): void {
  if (missing === undefined) {
    describe(name, () => body());
    return;
  }
  process.stderr.write(`NOT RUN: ${name}: ${missing}\n`);
  describe(name, () => {
    test.skip(`needs ${needs}`, () => undefined);
  });
}

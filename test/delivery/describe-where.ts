import { describe, test } from '@jest/globals';

/** What tests need, and why it is missing; without a reason it is available. */
export interface Need {
  readonly needs: string;
  readonly missing: string | undefined;
}

/**
 * Tests of something that not every machine has. Without it they become one skip, which
 * test/permitted-skips.json lists, and a line says what did not run.
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

import { describe, test } from '@jest/globals';
import { cannotTest, type Provider } from '../../../scripts/tools/infrastructure-tools.ts';

/**
 * Tests that need Terraform and some of its providers. Where those cannot be had, they are one skip that
 * test/permitted-skips.json names, and what was not run is said out loud.
 */
export function describeWith(providers: readonly Provider[], name: string, body: () => void): void {
  const reason = cannotTest(providers);
  if (reason === undefined) {
    describe(name, () => body());
    return;
  }
  process.stderr.write(`NOT RUN: ${name}: ${reason}\n`);
  describe(name, () => {
    test.skip('needs Terraform and its providers', () => undefined);
  });
}

import { afterAll, afterEach, beforeEach, expect } from '@jest/globals';
import { closeForgottenClients, noteTest } from '../../../src/client/testing/open-clients.ts';

/** A file of tests fails when one of them has opened a client and left it open. */
beforeEach(() => noteTest(expect.getState().currentTestName));
afterEach(() => noteTest(undefined));
afterAll(async () => {
  const left = await closeForgottenClients();
  if (left.length > 0) throw new Error(`Tests have left clients open: ${left.join(', ')}`);
});

import { afterEach, beforeEach } from '@jest/globals';
import { sealingKeysOfTest } from '../../../src/crypto/testing/sealing-keys.ts';

/**
 * After a test, the next one may use its sealing keys. Those that were taken before the test, in a
 * `beforeAll`, stay with their peers.
 */
let takenBefore = 0;
beforeEach(() => {
  takenBefore = sealingKeysOfTest.taken;
});
afterEach(() => sealingKeysOfTest.giveBack(takenBefore));

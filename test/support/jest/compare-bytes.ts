import { expect } from '@jest/globals';

/** Jest compares byte by byte, which takes milliseconds for an envelope. */
expect.addEqualityTesters([
  (one: unknown, other: unknown) => {
    if (!(one instanceof Uint8Array && other instanceof Uint8Array)) return undefined;
    return one.constructor === other.constructor ? Buffer.compare(one, other) === 0 : undefined;
  },
]);

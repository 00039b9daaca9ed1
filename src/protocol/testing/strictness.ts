import { expect } from '@jest/globals';
import { ChatError, type ErrorCode } from '../errors.ts';

/** The error code with which something is rejected, or undefined; any other error is thrown. */
export function codeOf(act: () => unknown): ErrorCode | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof ChatError) return error.code;
    throw error;
  }
}

/** Expects a decoder to accept these bytes, but neither fewer nor one more. */
export function expectExactLength(bytes: Uint8Array, decode: (bytes: Uint8Array) => unknown): void {
  const accepts = (candidate: Uint8Array): boolean => {
    try {
      decode(candidate);
      return true;
    } catch {
      return false;
    }
  };
  expect(accepts(bytes)).toBe(true);
  const shorter = Array.from(bytes, (_, length) => bytes.subarray(0, length));
  expect(shorter.filter(accepts)).toEqual([]);
  expect(accepts(new Uint8Array([...bytes, 0]))).toBe(false);
}

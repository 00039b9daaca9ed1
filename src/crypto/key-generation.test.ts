import { describe, expect, it } from '@jest/globals';
import { generated } from './key-generation.ts';

/** Fails a number of times, then succeeds. */
function failing(times: number, name: string) {
  let calls = 0;
  const generate = async (): Promise<string> => {
    calls++;
    if (calls <= times) throw new DOMException('', name);
    return 'a key';
  };
  return { generate, calls: () => calls };
}

describe('a key that a browser fails to generate', () => {
  it('is requested again when the failure is random', async () => {
    await expect(generated(failing(2, 'OperationError').generate)).resolves.toBe('a key');
  });

  it('is not requested forever', async () => {
    const { generate, calls } = failing(Number.POSITIVE_INFINITY, 'OperationError');
    await expect(generated(generate)).rejects.toThrow(DOMException);
    expect(calls()).toBe(3);
  });

  it('is not requested again when the browser does not support the algorithm', async () => {
    const { generate, calls } = failing(1, 'NotSupportedError');
    await expect(generated(generate)).rejects.toThrow(DOMException);
    expect(calls()).toBe(1);
  });
});

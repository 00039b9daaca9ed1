import { describe, expect, it } from '@jest/globals';
import { generated } from './key-generation.ts';

/** Fails so many times, then makes something. */
function failing(times: number, name: string) {
  let calls = 0;
  const generate = async (): Promise<string> => {
    calls++;
    if (calls <= times) throw new DOMException('', name);
    return 'a key';
  };
  return { generate, calls: () => calls };
}

describe('a key that a browser refuses to generate', () => {
  it('is asked for again when the refusal is random', async () => {
    await expect(generated(failing(2, 'OperationError').generate)).resolves.toBe('a key');
  });

  it('is not asked for without end', async () => {
    const { generate, calls } = failing(Number.POSITIVE_INFINITY, 'OperationError');
    await expect(generated(generate)).rejects.toThrow(DOMException);
    expect(calls()).toBe(3);
  });

  it('is not asked for again when the browser does not know its kind', async () => {
    const { generate, calls } = failing(1, 'NotSupportedError');
    await expect(generated(generate)).rejects.toThrow(DOMException);
    expect(calls()).toBe(1);
  });
});

const TRIES = 3;

/**
 * Generates a key and retries if necessary: in WebKit, one request in a hundred fails with
 * OperationError, and the next one succeeds. Any other error is final.
 */
export async function generated<T>(generate: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left--) {
    try {
      return await generate();
    } catch (error) {
      const isRandom = error instanceof DOMException && error.name === 'OperationError';
      if (!isRandom || left === 1) throw error;
    }
  }
}

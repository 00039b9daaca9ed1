const TRIES = 3;

/**
 * Generates a key, again if need be: WebKit refuses one request in a hundred with OperationError, and
 * does what it is asked the next time. Any other error is final.
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

/** A process cannot start or continue; the message tells the person who started it what to fix. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}

/** A process cannot start or go on; the message tells the person who started it what to mend. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}

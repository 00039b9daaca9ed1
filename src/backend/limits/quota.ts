import { ChatError } from '../../protocol/errors.ts';

/** Bytes that all mailboxes of the process share: many full mailboxes must not end the process. */
export class MemoryBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** @throws ChatError `wait` when so much is not left */
  take(bytes: number): void {
    if (bytes > this.#left) throw new ChatError('wait');
    this.#left -= bytes;
  }

  giveBack(bytes: number): void {
    this.#left += bytes;
  }
}

import { ChatError } from '../../protocol/errors.ts';
import type { Clock } from '../scheduling/clock.ts';

/** Pause between two look-ups, ms, so that the user's own requests do not have to wait. */
const PAUSE_MS = 500;

export interface NameHoldersParts {
  readonly clock: Clock;
  /** Asks the relay who holds a name, and passes the reply on. @throws ChatError */
  find(name: string): Promise<unknown>;
}

/** Looks up the holders of names whose owners are offline, one name at a time. */
export class NameHolders {
  readonly #parts: NameHoldersParts;
  readonly #wanted = new Set<string>();
  #cancel: (() => void) | undefined;

  constructor(parts: NameHoldersParts) {
    this.#parts = parts;
  }

  seek(name: string): void {
    this.#wanted.add(name);
    this.#cancel ??= this.#parts.clock.after(0, () => void this.#next());
  }

  stop(): void {
    this.#wanted.clear();
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** A lost look-up is repeated when the relay reports again that the person is offline. */
  async #next(): Promise<void> {
    const [name] = this.#wanted;
    if (name === undefined) {
      this.#cancel = undefined;
      return;
    }
    this.#wanted.delete(name);
    try {
      await this.#parts.find(name);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
    if (this.#cancel !== undefined) {
      this.#cancel = this.#parts.clock.after(PAUSE_MS, () => void this.#next());
    }
  }
}

import { ChatError } from '../../protocol/errors.ts';
import type { Clock } from '../scheduling/clock.ts';

/** Between two look-ups, ms: what a person asks for must not wait for these. */
const PAUSE_MS = 500;

export interface NameHoldersParts {
  readonly clock: Clock;
  /** Asks the relay who holds a name, and tells whom it concerns. @throws ChatError */
  find(name: string): Promise<unknown>;
}

/** Finds out who holds the names of people who are gone, one name at a time. */
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

  /** What is not answered is asked again when the relay next says that someone is gone. */
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

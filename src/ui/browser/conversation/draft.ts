/** A pause in the typing after which a draft is kept, ms. */
const PAUSE_MS = 400;

/** Keeps what is typed, not each letter of it: after a pause, and at once when asked. */
export class Draft {
  readonly #save: (text: string) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #text: string;
  #saved: string;

  /** @param kept what is stored already */
  constructor(kept: string, save: (text: string) => void) {
    this.#text = kept;
    this.#saved = kept;
    this.#save = save;
  }

  typed(text: string): void {
    this.#text = text;
    this.#timer ??= setTimeout(() => this.keep(), PAUSE_MS);
  }

  /** Saves what is not stored yet. */
  keep(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#text === this.#saved) return;
    this.#saved = this.#text;
    this.#save(this.#text);
  }
}

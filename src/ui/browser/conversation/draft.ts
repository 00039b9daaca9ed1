/** A pause in the typing after which a draft is kept, ms. */
const PAUSE_MS = 400;

/** Keeps what is typed, not each letter of it: after a pause, and at once when asked. */
export class Draft {
  readonly #save: (text: string) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #text = '';

  constructor(save: (text: string) => void) {
    this.#save = save;
  }

  typed(text: string): void {
    this.#text = text;
    this.#timer ??= setTimeout(() => this.keep(), PAUSE_MS);
  }

  /** Saves what has not been saved. */
  keep(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#save(this.#text);
  }
}

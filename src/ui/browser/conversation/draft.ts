/**
 * Keeps what is typed, from the first letter: one save at a time, and after it the newest text.
 * There is nothing left to do when the page goes, which would be too late for it.
 */
export class Draft {
  readonly #save: (text: string) => Promise<void>;
  #text: string;
  #saved: string;
  #isSaving = false;

  /**
   * @param kept what is stored already
   * @param save stores a text; what it cannot store, it is not asked to store again
   */
  constructor(kept: string, save: (text: string) => Promise<void>) {
    this.#text = kept;
    this.#saved = kept;
    this.#save = save;
  }

  typed(text: string): void {
    this.#text = text;
    if (!this.#isSaving) void this.#keep();
  }

  async #keep(): Promise<void> {
    this.#isSaving = true;
    while (this.#text !== this.#saved) {
      this.#saved = this.#text;
      await this.#save(this.#text);
    }
    this.#isSaving = false;
  }
}

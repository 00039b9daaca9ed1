/** A folded text, and for each of its UTF-16 units the index in the text that it comes from. */
export interface FoldedText {
  readonly text: string;
  readonly origins: readonly number[];
}

const ASCII = /^[\0-\x7f]*$/;
const MARKS = /\p{M}/gu;

/**
 * Folds texts for searching: upper and lower case are the same, and so are characters with and without
 * marks, unless they are different characters in a language (Intl.Collator, sensitivity `base`): `é` is
 * `e` everywhere, `ä` is `a` in English, but not in Finnish.
 */
export class TextFolder {
  readonly #locale: string;
  readonly #collator: Intl.Collator;
  readonly #folded = new Map<string, string>();

  /** @param locale a language tag of BCP 47 */
  constructor(locale: string) {
    this.#locale = locale;
    this.#collator = new Intl.Collator(locale, { sensitivity: 'base' });
  }

  fold(text: string): string {
    if (ASCII.test(text)) return text.toLowerCase();
    let folded = '';
    for (const character of text.normalize('NFC')) folded += this.#foldCharacter(character);
    return folded;
  }

  /** @param text in Unicode's form NFC: otherwise the origins are those of its NFC form */
  foldWithOrigins(text: string): FoldedText {
    const parts: string[] = [];
    const origins: number[] = [];
    let at = 0;
    for (const character of text.normalize('NFC')) {
      const folded = this.#foldCharacter(character);
      parts.push(folded);
      for (let n = 0; n < folded.length; n++) origins.push(at);
      at += character.length;
    }
    return { text: parts.join(''), origins };
  }

  #foldCharacter(character: string): string {
    const known = this.#folded.get(character);
    if (known !== undefined) return known;
    const folded = this.#compute(character);
    this.#folded.set(character, folded);
    return folded;
  }

  #compute(character: string): string {
    const { compare } = this.#collator;
    // Marks of pronunciation, and characters that only format.
    if (!/\s/.test(character) && compare(character, '') === 0) return '';
    // To upper case first: ß is ss, and the final sigma is a sigma.
    const lower = character.toLocaleUpperCase(this.#locale).toLocaleLowerCase(this.#locale);
    const base = lower.normalize('NFKD').replace(MARKS, '');
    return base !== '' && compare(base, lower) === 0 ? base : lower;
  }
}

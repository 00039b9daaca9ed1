import type { TextPart } from './links.ts';
import { mayHaveLinks, type SplitPlain, splitText } from './text-parts.ts';

/** Once it is loaded: few texts contain links. */
let splitLinks: SplitPlain | undefined;

/** Loads what finds links in texts. */
export async function loadLinks(): Promise<void> {
  ({ splitLinks } = await import('./links.ts'));
}

function nodeFor({ text, href, shown = text, isCode }: TextPart): Node | string {
  if (isCode === true) {
    const code = document.createElement('code');
    code.textContent = shown;
    return code;
  }
  if (href === undefined) return text;
  const link = document.createElement('a');
  link.href = href;
  link.textContent = shown;
  if (href.startsWith('http')) link.target = '_blank';
  link.rel = 'noopener noreferrer';
  return link;
}

/**
 * A text in an element, with its addresses as links and its code as such. It creates nodes, so no text becomes
 * markup. Addresses become links once the code for it is loaded.
 */
export class LinkedText {
  readonly #element: Element;
  #text = '';

  constructor(element: Element) {
    this.#element = element;
  }

  show(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#fill();
    // Without it, which may not load, addresses are text.
    if (splitLinks !== undefined || !mayHaveLinks(text)) return;
    loadLinks().then(
      () => this.#fill(),
      () => undefined,
    );
  }

  #fill(): void {
    this.#element.replaceChildren(...splitText(this.#text, splitLinks).map(nodeFor));
  }
}

import type Alpine from '@alpinejs/csp';
import type { TextPart } from '../conversation/links.ts';
import { mayHaveLinks, type SplitPlain, splitText } from '../conversation/text-parts.ts';

/** Once it is loaded: few texts contain links. */
let splitLinks: SplitPlain | undefined;

/** Loads what finds links in texts. */
export async function loadLinks(): Promise<void> {
  ({ splitLinks } = await import('../conversation/links.ts'));
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
 * `x-linked="text"`: shows a text with its addresses as links, and its code as such. It creates nodes,
 * so no text becomes markup. Addresses become links once the code for it is loaded.
 */
export const linked: Parameters<typeof Alpine.directive>[1] = (
  element,
  { expression },
  { evaluateLater, effect },
) => {
  const evaluate = evaluateLater<string>(expression);
  let latest: string;
  const show = (): void => element.replaceChildren(...splitText(latest, splitLinks).map(nodeFor));
  effect(() =>
    evaluate((text) => {
      latest = text;
      show();
      // Without it, which may not load, addresses are text.
      if (splitLinks === undefined && mayHaveLinks(text)) loadLinks().then(show, () => undefined);
    }),
  );
};

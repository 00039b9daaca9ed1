import type Alpine from '@alpinejs/csp';
import type { TextPart } from '../conversation/links.ts';
import { splitText } from '../conversation/text-parts.ts';

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
 * so no text becomes markup.
 */
export const linked: Parameters<typeof Alpine.directive>[1] = (
  element,
  { expression },
  { evaluateLater, effect },
) => {
  const evaluate = evaluateLater<string>(expression);
  effect(() => evaluate((text) => element.replaceChildren(...splitText(text).map(nodeFor))));
};

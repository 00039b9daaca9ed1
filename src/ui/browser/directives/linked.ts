import type Alpine from '@alpinejs/csp';
import { splitLinks, type TextPart } from '../conversation/links.ts';

function nodeFor({ text, href, shown = text }: TextPart): Node | string {
  if (href === undefined) return text;
  const link = document.createElement('a');
  link.href = href;
  link.textContent = shown;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  return link;
}

/**
 * `x-linked="text"`: shows a text with its addresses as links. It creates nodes, so no text becomes
 * markup.
 */
export const linked: Parameters<typeof Alpine.directive>[1] = (
  element,
  { expression },
  { evaluateLater, effect },
) => {
  const evaluate = evaluateLater<string>(expression);
  effect(() => evaluate((text) => element.replaceChildren(...splitLinks(text).map(nodeFor))));
};

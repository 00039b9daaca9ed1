import Alpine, { type Directive } from '@alpinejs/csp';
import { EntryView } from '../conversation/entry-view.ts';
import type { Row } from '../conversation/rows.ts';

/** `x-entry="row"`: shows an entry of a history. One directive instead of twenty, for hundreds of entries. */
export const entry: Directive = (element, { expression }, { evaluateLater, effect }) => {
  const evaluate = evaluateLater<Row>(expression);
  const view = new EntryView(element);
  effect(() => evaluate((row) => Alpine.mutateDom(() => view.show(row))), {
    priority: 'structural',
  });
};

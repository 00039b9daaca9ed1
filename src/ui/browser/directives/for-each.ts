import Alpine, { type Directive } from '@alpinejs/csp';

/** What stands for one item. */
interface Row {
  readonly item: unknown;
  readonly element: Element;
  /** The names that its expressions may use. */
  readonly scope: Record<string, unknown>;
}

function remove({ element }: Row): void {
  Alpine.destroyTree(element);
  element.remove();
}

/**
 * `x-for="item in items" :key="…"`, with or without an index, in place of Alpine's own: that one evaluates the keys of
 * all rows whenever one is added, and a history has hundreds. Here an object that stays costs nothing: its key never
 * changes.
 */
export const forEach: Directive = (
  template,
  { expression },
  { evaluateLater, effect, cleanup },
) => {
  if (!(template instanceof HTMLTemplateElement)) return;
  const [names = '', items = ''] = expression.split(' in ');
  const [itemName = '', indexName] = names.replace(/[()\s]/g, '').split(',');
  const evaluateItems = evaluateLater<readonly unknown[] | undefined>(items);
  const evaluateKey = evaluateLater<unknown>(template.getAttribute(':key') ?? itemName);
  let rows = new Map<unknown, Row>();

  const scopeOf = (item: unknown, index: number): Row['scope'] => ({
    [itemName]: item,
    ...(indexName === undefined ? {} : { [indexName]: index }),
  });
  const keyOf = (scope: Row['scope']): unknown => {
    let key: unknown;
    const note = (value: unknown): void => {
      key = value;
    };
    evaluateKey(note, { scope });
    return key;
  };
  const create = (item: unknown, values: Row['scope']): Row => {
    const element = document.importNode(template.content, true).firstElementChild as Element;
    const scope = Alpine.reactive(values);
    Alpine.addScopeToNode(element, scope, template);
    return { item, element, scope };
  };
  const update = (row: Row, item: unknown, index: number): Row => {
    if (indexName !== undefined || row.item !== item)
      Object.assign(row.scope, scopeOf(item, index));
    return { ...row, item };
  };

  const show = (items: readonly unknown[]): void => {
    const shown = rows;
    const known = new Map<unknown, unknown>();
    if (indexName === undefined) for (const [key, { item }] of shown) known.set(item, key);
    const keyed = items.map((item, index) => {
      const key = item instanceof Object ? known.get(item) : undefined;
      return [key ?? keyOf(scopeOf(item, index)), item];
    });
    const left = new Set(keyed.map(([key]) => key));
    for (const [key, row] of shown) if (!left.has(key)) remove(row);
    rows = new Map();
    const added: Element[] = [];
    let last: Element = template;
    for (const [index, [key, item]] of keyed.entries()) {
      if (rows.has(key)) continue;
      const old = shown.get(key);
      const row = old === undefined ? create(item, scopeOf(item, index)) : update(old, item, index);
      if (old === undefined) added.push(row.element);
      if (last.nextElementSibling !== row.element) last.after(row.element);
      last = row.element;
      rows.set(key, row);
    }
    for (const element of added) Alpine.initTree(element);
  };

  effect(() => evaluateItems((items = []) => Alpine.mutateDom(() => show(items))), {
    priority: 'structural',
  });
  cleanup(() => Alpine.mutateDom(() => rows.forEach(remove)));
};

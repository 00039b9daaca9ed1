/** Where an arrow key leads from one of several siblings: the next in reading order is to the left in Arabic. */
export function stepInRow(from: HTMLElement, key: string): Element | null | undefined {
  const [forth, back] =
    document.dir === 'rtl' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
  if (key === forth) return from.nextElementSibling;
  if (key === back) return from.previousElementSibling;
  if (key === 'Home') return from.parentElement?.firstElementChild;
  return key === 'End' ? from.parentElement?.lastElementChild : undefined;
}

/**
 * The same in a grid of equal columns, where the vertical arrows lead to the rows beside.
 * @returns `above` from the first row upwards, and nothing when the key leads nowhere
 */
export function stepInGrid(from: HTMLElement, key: string): Element | 'above' | null | undefined {
  const cells = [...(from.parentElement?.children ?? [])] as HTMLElement[];
  const columns = cells.filter(({ offsetTop }) => offsetTop === cells[0]?.offsetTop).length;
  const at = cells.indexOf(from);
  if (key === 'ArrowDown') return cells[at + columns];
  if (key === 'ArrowUp') return cells[at - columns] ?? 'above';
  return stepInRow(from, key);
}

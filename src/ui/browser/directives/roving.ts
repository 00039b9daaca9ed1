import type Alpine from '@alpinejs/csp';

const STEPS: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowDown: (index, count) => Math.min(index + 1, count - 1),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_index, count) => count - 1,
};

/** The rows of the list. Other controls in the list remain reachable with Tab. */
const ROWS = '[data-row]';

/**
 * `x-roving`: the list is one Tab stop, and arrow keys move between rows (ARIA Authoring Practices,
 * "roving tabindex").
 */
export const roving: Parameters<typeof Alpine.directive>[1] = (list, _use, { cleanup }) => {
  const rows = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>(ROWS)];
  const makeStop = (stop: HTMLElement | undefined): void => {
    for (const row of rows()) row.tabIndex = row === stop ? 0 : -1;
  };
  const stops = (): HTMLElement[] => rows().filter(({ tabIndex }) => tabIndex === 0);
  let first: HTMLElement | undefined;
  const observer = new MutationObserver(() => {
    const isFirstNew = first !== rows()[0] && !list.matches(':focus-within');
    first = rows()[0];
    // Tab leads to the topmost row, which may be a new request.
    if (isFirstNew || stops().length !== 1) makeStop(first);
  });
  observer.observe(list, { childList: true, subtree: true });
  list.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && target.matches(ROWS)) makeStop(target);
  });
  list.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    const all = rows();
    const index = rows().findIndex((row) => row.matches(':focus'));
    if (step === undefined || index < 0) return;
    event.preventDefault();
    all[step(index, all.length)]?.focus();
  });
  cleanup(() => observer.disconnect());
};

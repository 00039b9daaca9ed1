/** The nearest element around the target of an event that matches a selector. */
export const closestTo = ({ target }: Event, selector: string): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>(selector) : null;

/** The entry of a history that an event is about. */
export const entryOf = (event: Event): HTMLElement | null => closestTo(event, '.entry');

import type { Magics } from '@alpinejs/csp';
import type { ChatView } from '../chat-view.ts';

/** What every sheet can do. */
export interface SheetParts {
  show(): void;
  close(): void;
  closed(): void;
}

const dialogOf = (element: HTMLElement): HTMLDialogElement => {
  if (element instanceof HTMLDialogElement) return element;
  throw new TypeError('a sheet is a dialog');
};

/** A component that stands before everything else until it is closed. The focus goes back by itself. */
export function sheet<T extends object>(
  view: ChatView,
  parts: T & ThisType<T & SheetParts & Magics>,
): T & SheetParts {
  const common: SheetParts & ThisType<Magics> = {
    show() {
      void this.$nextTick(() => dialogOf(this.$root).showModal());
    },
    close() {
      dialogOf(this.$root).close();
    },
    closed() {
      view.sheet = undefined;
    },
  };
  return Object.assign(parts, common);
}

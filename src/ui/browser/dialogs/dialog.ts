import type { Magics } from '@alpinejs/csp';
import type { ChatView } from '../app/chat-view.ts';

/** The methods that every dialog has. */
export interface DialogMethods {
  show(): void;
  close(): void;
  closed(): void;
}

const dialogElement = (element: HTMLElement): HTMLDialogElement => {
  if (element instanceof HTMLDialogElement) return element;
  throw new TypeError('the component is not on a dialog element');
};

/** A component of a modal dialog. When it closes, the browser returns the focus to where it was. */
export function dialog<T extends object>(
  view: ChatView,
  parts: T & ThisType<T & DialogMethods & Magics>,
): T & DialogMethods {
  const methods: DialogMethods & ThisType<Magics> = {
    show() {
      void this.$nextTick(() => dialogElement(this.$root).showModal());
    },
    close() {
      dialogElement(this.$root).close();
    },
    closed() {
      view.dialog = undefined;
    },
  };
  return Object.assign(parts, methods);
}

import type { ChatView } from '../chat-view.ts';
import { component } from '../component.ts';

const dialogOf = (element: HTMLElement): HTMLDialogElement => {
  if (element instanceof HTMLDialogElement) return element;
  throw new TypeError('a sheet is a dialog');
};

/** What stands before everything else until it is closed. The focus goes back by itself. */
export const sheet = (view: ChatView) =>
  component({
    show(): void {
      void this.$nextTick(() => dialogOf(this.$root).showModal());
    },
    close(): void {
      dialogOf(this.$root).close();
    },
    closed(): void {
      view.sheet = undefined;
    },
  });

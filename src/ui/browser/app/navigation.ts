import Alpine from '@alpinejs/csp';
import type { PersonId } from '../../../client/views.ts';
import type { ChatView } from './chat-view.ts';

function peerOf(state: unknown): PersonId | undefined {
  const isObject = typeof state === 'object' && state !== null;
  return isObject && 'peer' in state && typeof state.peer === 'string' ? state.peer : undefined;
}

/** Where the focus was before the conversation was opened. */
function focusRow(peer: PersonId): void {
  document.querySelector<HTMLElement>(`[data-peer="${CSS.escape(peer)}"]`)?.focus();
}

/**
 * Which conversation is open, as an entry of the browser's history: so the back button of a phone
 * closes it, and a reload comes back to it.
 */
export class Navigation {
  readonly #view: ChatView;
  readonly #exists: (peer: PersonId) => boolean;
  #focusNext: (() => void) | undefined;

  /** @param exists whether there is a conversation with someone: a history outlives a sign-out */
  constructor(view: ChatView, exists: (peer: PersonId) => boolean) {
    this.#view = view;
    this.#exists = exists;
    addEventListener('popstate', () => this.restore());
  }

  open(peer: PersonId): void {
    if (this.#view.open === undefined) history.pushState({ peer }, '');
    else history.replaceState({ peer }, '');
    this.#view.open = peer;
  }

  /**
   * Back to the lists.
   * @param focusNext where the focus goes, if not to the row of who was talked to
   */
  close(focusNext?: () => void): void {
    if (this.#view.open === undefined) return;
    this.#focusNext = focusNext;
    history.back();
  }

  /** Opens what the current entry of the history names. */
  restore(): void {
    const peer = peerOf(history.state);
    const left = this.#view.open;
    this.#view.dialog = undefined;
    this.#view.open = peer !== undefined && this.#exists(peer) ? peer : undefined;
    if (left === undefined || this.#view.open !== undefined) return;
    Alpine.nextTick(this.#focusNext ?? (() => focusRow(left)));
    this.#focusNext = undefined;
  }

  /** Nothing is open, and nothing is left to come back to. */
  reset(): void {
    history.replaceState(null, '');
    this.#view.open = undefined;
  }
}

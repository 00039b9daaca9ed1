import Alpine from '@alpinejs/csp';
import type { PersonId } from '../../../client/views.ts';
import type { ChatView } from './chat-view.ts';

/** What an entry of the browser's history represents: the lists, if it has neither. */
interface Place {
  readonly peer?: PersonId;
  readonly settings?: boolean;
}

/** Returns the focus to the control that opened the view. */
function focusOpener(peer: PersonId | undefined): void {
  const opener = peer === undefined ? '[data-settings]' : `[data-peer="${CSS.escape(peer)}"]`;
  document.querySelector<HTMLElement>(opener)?.focus();
}

export interface NavigationOptions {
  /** Whether a conversation with a person exists: the history outlives a sign-out. */
  readonly exists: (peer: PersonId) => boolean;
  /** Loads the settings page; returns whether it is available and still wanted. */
  readonly loadSettings: () => Promise<boolean>;
}

/**
 * Represents the open conversation or the settings as an entry of the browser's history: the back
 * button of a phone closes it, and a reload returns to it.
 */
export class Navigation {
  readonly #view: ChatView;
  readonly #options: NavigationOptions;
  /** How often the person has gone somewhere: what was still loading then is no longer wanted. */
  moves = 0;
  #focusNext: (() => void) | undefined;

  constructor(view: ChatView, options: NavigationOptions) {
    this.#view = view;
    this.#options = options;
    addEventListener('popstate', () => this.restore());
  }

  get #isOpen(): boolean {
    return this.#view.open !== undefined || this.#view.isSettings;
  }

  open(peer: PersonId): void {
    this.moves++;
    this.#push({ peer });
    this.#view.isSettings = false;
    this.#view.open = peer;
  }

  async openSettings(): Promise<void> {
    this.moves++;
    if (this.#view.isSettings || !(await this.#options.loadSettings())) return;
    this.#push({ settings: true });
    this.#view.open = undefined;
    this.#view.isSettings = true;
  }

  #push(place: Place): void {
    if (this.#isOpen) history.replaceState(place, '');
    else history.pushState(place, '');
  }

  /**
   * Goes back to the lists.
   * @param focusNext moves the focus, if it should not return to the control that opened the view
   */
  close(focusNext?: () => void): void {
    this.moves++;
    if (!this.#isOpen) return;
    this.#focusNext = focusNext;
    history.back();
  }

  /** Opens what the current history entry represents. */
  restore(): void {
    const { peer, settings }: Place = history.state ?? {};
    const wasOpen = this.#isOpen;
    const left = this.#view.open;
    this.#view.dialog = undefined;
    this.#view.isSettings = false;
    this.#view.open = peer !== undefined && this.#options.exists(peer) ? peer : undefined;
    if (settings) void this.#restoreSettings();
    else if (wasOpen && !this.#isOpen) {
      Alpine.nextTick(this.#focusNext ?? (() => focusOpener(left)));
      this.#focusNext = undefined;
    }
  }

  async #restoreSettings(): Promise<void> {
    this.#view.isSettings = await this.#options.loadSettings();
  }

  /** Closes everything, and removes it from the history. */
  reset(): void {
    this.moves++;
    history.replaceState(null, '');
    this.#view.isSettings = false;
    this.#view.open = undefined;
  }
}

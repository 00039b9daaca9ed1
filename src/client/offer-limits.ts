import { ChatError } from '../protocol/errors.ts';
import {
  OFFERS_PER_MINUTE,
  OFFERS_PER_PEER_PER_MINUTE,
  STRANGER_OFFERS_PER_HOUR,
} from '../protocol/limits.ts';
import type { PersonId } from './views.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** When something happened, as far back as it matters. */
class Window {
  readonly #limit: number;
  readonly #lengthMs: number;
  #times: number[] = [];

  constructor(limit: number, lengthMs: number) {
    this.#limit = limit;
    this.#lengthMs = lengthMs;
  }

  isFull(now: number): boolean {
    this.#times = this.#times.filter((time) => time > now - this.#lengthMs);
    return this.#times.length >= this.#limit;
  }

  add(now: number): void {
    this.#times.push(now);
  }
}

/** How much work with the private key others may cause: each offer costs some, sound or not. */
export class OfferLimits {
  readonly #all = new Window(OFFERS_PER_MINUTE, MINUTE_MS);
  readonly #people = new Map<PersonId, Window>();
  readonly #strangers = new Map<PersonId, Window>();

  /**
   * Counts an offer before it is opened.
   * @throws ChatError `too-fast`: it may come again later
   */
  count(peer: PersonId, isStranger: boolean, now: number): void {
    const windows = [this.#all, this.#windowOf(this.#people, peer, OFFERS_PER_PEER_PER_MINUTE)];
    if (isStranger) windows.push(this.#strangerWindow(peer));
    if (windows.some((window) => window.isFull(now))) throw new ChatError('too-fast');
    for (const window of windows) window.add(now);
  }

  #strangerWindow(peer: PersonId): Window {
    return this.#windowOf(this.#strangers, peer, STRANGER_OFFERS_PER_HOUR, HOUR_MS);
  }

  #windowOf(map: Map<PersonId, Window>, peer: PersonId, limit: number, ms = MINUTE_MS): Window {
    const window = map.get(peer) ?? new Window(limit, ms);
    map.set(peer, window);
    return window;
  }
}

import {
  OFFERS_PER_MINUTE,
  OFFERS_PER_PEER_PER_MINUTE,
  STRANGER_OFFERS_PER_HOUR,
  STRANGERS_OFFERS_PER_MINUTE,
} from '../../protocol/limits.ts';
import type { PersonId } from '../views.ts';
import { OverBudget } from './over-budget.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The times of recent events. */
class Window {
  readonly #limit: number;
  readonly #lengthMs: number;
  #times: number[] = [];

  constructor(limit: number, lengthMs: number) {
    this.#limit = limit;
    this.#lengthMs = lengthMs;
  }

  isFull(now: number): boolean {
    return this.#recent(now).length >= this.#limit;
  }

  /** Whether no event is recent any more. */
  isOver(now: number): boolean {
    return this.#recent(now).length === 0;
  }

  add(now: number): void {
    this.#times.push(now);
  }

  #recent(now: number): readonly number[] {
    this.#times = this.#times.filter((time) => time > now - this.#lengthMs);
    return this.#times;
  }
}

/** One window for each person with recent events: a relay can invent any number of people. */
class Windows {
  readonly #limit: number;
  readonly #lengthMs: number;
  readonly #byPerson = new Map<PersonId, Window>();

  constructor(limit: number, lengthMs: number) {
    this.#limit = limit;
    this.#lengthMs = lengthMs;
  }

  get size(): number {
    return this.#byPerson.size;
  }

  isFull(peer: PersonId, now: number): boolean {
    return this.#byPerson.get(peer)?.isFull(now) ?? false;
  }

  add(peer: PersonId, now: number): void {
    for (const [other, window] of this.#byPerson) {
      if (window.isOver(now)) this.#byPerson.delete(other);
    }
    const window = this.#byPerson.get(peer) ?? new Window(this.#limit, this.#lengthMs);
    window.add(now);
    this.#byPerson.set(peer, window);
  }
}

/**
 * Limits the work with private keys that others can cause: every offer costs some. Strangers have a
 * budget of their own, so that they cannot use up that of contacts.
 */
export class OfferLimits {
  readonly #contacts = new Window(OFFERS_PER_MINUTE, MINUTE_MS);
  readonly #allStrangers = new Window(STRANGERS_OFFERS_PER_MINUTE, MINUTE_MS);
  readonly #people = new Windows(OFFERS_PER_PEER_PER_MINUTE, MINUTE_MS);
  readonly #strangers = new Windows(STRANGER_OFFERS_PER_HOUR, HOUR_MS);

  /** The number of people about whom anything is remembered. */
  get size(): number {
    return this.#people.size + this.#strangers.size;
  }

  /**
   * Counts a verified offer before it is opened.
   * @throws ChatError `rate-limited`: it may be sent again later
   */
  count(peer: PersonId, isStranger: boolean, now: number): void {
    const counts = [this.#people, ...(isStranger ? [this.#strangers] : [])];
    const all = isStranger ? this.#allStrangers : this.#contacts;
    if (all.isFull(now) || counts.some((windows) => windows.isFull(peer, now))) {
      throw new OverBudget();
    }
    all.add(now);
    for (const windows of counts) windows.add(peer, now);
  }
}

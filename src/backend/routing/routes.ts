import type { PersonId, PodId } from '../store/store.ts';
import type { DirectEnvelope } from './direct-envelope.ts';

/**
 * The number of receivers whose route one connection remembers. It sends to all others through the
 * mailbox.
 */
const ROUTES_MAX = 64;

/** An envelope that is to be sent directly. */
export type Passed = Pick<DirectEnvelope, 'to' | 'from' | 'envelope' | 'serial'>;

/** An envelope that was sent directly and has no outcome yet; its sender waits. */
export interface PendingEnvelope extends DirectEnvelope {
  /** Tells the sender, with the error if there is one. */
  readonly done: (error?: unknown) => void;
}

/**
 * How the envelopes of one connection reach one receiver. The first one goes through the mailbox,
 * whose reply names the receiver's pod. Later ones may bypass it, but never at the same time as one
 * that is being queued.
 */
export class Route {
  /** The last known pod of the receiver's connection. */
  pod: PodId | undefined;
  /** The mailbox position of the last envelope that was queued. */
  after = 0;
  /** Envelopes that are being queued. */
  queueing = 0;
  /** Envelopes that were sent directly, in order. */
  pending: PendingEnvelope[] = [];

  get isIdle(): boolean {
    return this.queueing === 0 && this.pending.length === 0;
  }
}

/** The routes of one connection, the most recently used ones. */
export class Routes {
  readonly #routes = new Map<PersonId, Route>();

  /** The route to a receiver; a new one when none is remembered. */
  to(receiver: PersonId): Route {
    const known = this.#routes.get(receiver);
    if (known !== undefined) {
      this.#routes.delete(receiver);
      this.#routes.set(receiver, known);
      return known;
    }
    const route = new Route();
    if (this.#routes.size < ROUTES_MAX || this.#forgetOne()) this.#routes.set(receiver, route);
    return route;
  }

  /** Forgets the least recently used idle route. @returns whether there was one */
  #forgetOne(): boolean {
    for (const [receiver, route] of this.#routes) {
      if (route.isIdle) return this.#routes.delete(receiver);
    }
    return false;
  }
}

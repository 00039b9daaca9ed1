import type { PersonId } from '../../../src/client/views.ts';
import type { Notice, Reply, Request, RequestName } from '../../../src/protocol/events.ts';

/** Envelopes as the relay delivers them. */
export type Envelopes = Notice<'mailbox:deliver'>['items'];

/** A client's request, and its identity once it has signed in. */
export interface Asked<E extends RequestName> {
  readonly request: Request<E>;
  readonly by: PersonId | undefined;
}

/** How a hostile relay changes what passes. A hook that returns nothing changes nothing. */
export interface Meddling {
  /** Replies instead of the backend, which does not see the request. */
  readonly instead?: {
    readonly [E in RequestName]?: (asked: Asked<E>) => Reply<E> | undefined;
  };
  /** Changes the backend's reply. */
  readonly reply?: {
    readonly [E in RequestName]?: (asked: Asked<E>, reply: Reply<E>) => Reply<E> | undefined;
  };
  /** Changes a mailbox delivery. */
  readonly deliver?: (envelopes: Envelopes, to: PersonId) => Envelopes | undefined;
}

/** The evidence that a frame reached its victim. */
export type Evidence =
  /** The victim acknowledged it. */
  | 'acknowledged'
  /** The victim acknowledged a later frame. */
  | 'overtaken'
  /** The victim closed the connection because of it. */
  | 'hung up';

/** One frame of an attack that reached its victim. */
export interface Strike {
  readonly attack: string;
  readonly event: string;
  readonly victim: PersonId | undefined;
  readonly evidence: Evidence;
}

/** One attack of a hostile relay, active until it is stopped. */
export class Attack {
  readonly name: string;
  readonly meddling: Meddling;
  readonly #strikes: Strike[] = [];
  readonly #waiting = new Set<() => void>();
  #active = true;
  #awaited = false;

  constructor(name: string, meddling: Meddling) {
    this.name = name;
    this.meddling = meddling;
  }

  get isActive(): boolean {
    return this.#active;
  }

  /** The frames that have reached a victim so far. */
  get strikes(): readonly Strike[] {
    return this.#strikes;
  }

  /** Stops the attack: from now on everything passes unchanged. */
  stop(): void {
    this.#active = false;
  }

  note(strike: Omit<Strike, 'attack'>): void {
    this.#strikes.push({ attack: this.name, ...strike });
    for (const wake of this.#waiting) wake();
  }

  /**
   * Resolves once the given number of frames is known to have reached a victim: before that, an
   * outcome proves nothing.
   */
  delivered(count = 1): Promise<void> {
    this.#awaited = true;
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.#strikes.length < count) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** The reason why a test of this attack proves nothing, if there is one. */
  get fault(): string | undefined {
    if (this.#strikes.length === 0) return `no frame of '${this.name}' reached a victim`;
    if (!this.#awaited) return `nobody waited until '${this.name}' had reached its victim`;
    return undefined;
  }
}

import type { PersonId } from '../../../src/client/views.ts';
import type { Notice, Reply, Request, RequestName } from '../../../src/protocol/events.ts';

/** Envelopes as the relay hands them over. */
export type Envelopes = Notice<'mailbox:deliver'>['items'];

/** What a client asked, and who it is once it has signed in. */
export interface Asked<E extends RequestName> {
  readonly request: Request<E>;
  readonly by: PersonId | undefined;
}

/** How a hostile relay meddles with what passes. A hook that returns nothing leaves it alone. */
export interface Meddling {
  /** Answers instead of the backend, which does not see the request. */
  readonly instead?: {
    readonly [E in RequestName]?: (asked: Asked<E>) => Reply<E> | undefined;
  };
  /** Changes the answer of the backend. */
  readonly reply?: {
    readonly [E in RequestName]?: (asked: Asked<E>, reply: Reply<E>) => Reply<E> | undefined;
  };
  /** Changes what a mailbox hands over. */
  readonly deliver?: (envelopes: Envelopes, to: PersonId) => Envelopes | undefined;
}

/** How it is known that a frame reached its victim. */
export type Evidence =
  /** The victim acknowledged it. */
  | 'acknowledged'
  /** The victim acknowledged what was sent behind it. */
  | 'overtaken'
  /** The victim closed the connection over it. */
  | 'hung up';

/** One frame of an attack that reached its victim. */
export interface Strike {
  readonly attack: string;
  readonly event: string;
  readonly victim: PersonId | undefined;
  readonly evidence: Evidence;
}

/** One thing that a hostile relay does, from now until it is stopped. */
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

  /** What reached a victim so far. */
  get strikes(): readonly Strike[] {
    return this.#strikes;
  }

  /** From now on everything passes as it is. */
  stop(): void {
    this.#active = false;
  }

  note(strike: Omit<Strike, 'attack'>): void {
    this.#strikes.push({ attack: this.name, ...strike });
    for (const wake of this.#waiting) wake();
  }

  /** Resolves once so many frames are known to have reached a victim: only then is an outcome one. */
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

  /** Why what a test says of this attack means nothing, or nothing. */
  get fault(): string | undefined {
    if (this.#strikes.length === 0) return `no frame of '${this.name}' reached a victim`;
    if (!this.#awaited) return `nobody waited until '${this.name}' had reached its victim`;
    return undefined;
  }
}

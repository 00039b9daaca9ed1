import type { Presence } from '../../protocol/events.ts';
import { TYPING_LIFE_MS } from '../../protocol/limits.ts';
import type { Clock } from '../scheduling/clock.ts';
import type { ConversationView } from '../views.ts';

type Activity = Pick<ConversationView, 'online' | 'since' | 'gone' | 'typing'>;

/** What is known about a peer at the moment, and not stored. */
export class PeerActivity {
  readonly #clock: Clock;
  readonly #onTypingEnded: () => void;
  #presence: Omit<Activity, 'typing'> = { online: false, since: 0, gone: false };
  /** Ends the time for which the peer is shown as typing. */
  #cancelTyping: (() => void) | undefined;

  constructor(clock: Clock, onTypingEnded: () => void) {
    this.#clock = clock;
    this.#onTypingEnded = onTypingEnded;
  }

  get view(): Activity {
    return { ...this.#presence, typing: this.#cancelTyping !== undefined };
  }

  get isOnline(): boolean {
    return this.#presence.online;
  }

  /** The relay reports whether the peer is online. */
  note({ name, online, since }: Omit<Presence, 'identity'>): void {
    this.#presence = { online, since, gone: name === undefined };
    if (!online) this.noteStopped();
  }

  /** The relay no longer knows the peer. */
  noteGone(): void {
    this.#presence = { ...this.#presence, online: false, gone: true };
    this.noteStopped();
  }

  /** The peer was typing so long ago, ms. */
  noteTyping(age: number): void {
    this.#cancelTyping?.();
    this.#cancelTyping = this.#clock.after(TYPING_LIFE_MS - age, () => {
      this.#cancelTyping = undefined;
      this.#onTypingEnded();
    });
  }

  /** The peer has sent what they were typing, or cannot be typing any more. */
  noteStopped(): void {
    this.#cancelTyping?.();
    this.#cancelTyping = undefined;
  }
}

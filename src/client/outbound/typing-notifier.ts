import { ChatError } from '../../protocol/errors.ts';
import { TYPING_EVERY_MS } from '../../protocol/limits.ts';
import type { PeerContext } from '../peer-context.ts';
import type { UnorderedSender } from './unordered-sender.ts';

/** Tells a peer who is online, and has accepted, that the user is typing. */
export class TypingNotifier {
  readonly #context: PeerContext;
  readonly #unordered: UnorderedSender;
  #lastAt = -Infinity;

  constructor(context: PeerContext, unordered: UnorderedSender) {
    this.#context = context;
    this.#unordered = unordered;
  }

  /** Whether the peer may be told now, and was not told a moment ago. If so, they count as told. */
  take(): boolean {
    const { client, store, now } = this.#context;
    const { blocked, consent, nameTakenBy } = store.state;
    const mayTell = consent === 'accepted' && !blocked && nameTakenBy === undefined;
    const { relay, settings } = client;
    if (!mayTell || !settings.values.typing || !relay.isOnline) return false;
    if (now < this.#lastAt + TYPING_EVERY_MS) return false;
    this.#lastAt = now;
    return true;
  }

  /** Tells the peer, unless it is too late. What fails is not repeated. */
  async send(): Promise<void> {
    const { client, now } = this.#context;
    if (now > this.#lastAt + TYPING_EVERY_MS || !client.relay.isOnline) return;
    try {
      await this.#unordered.send([{ type: 'typing' }]);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
  }
}

import { type Bytes, compare, fromBase64url } from '../protocol/bytes.ts';
import type { ClientContext, Receiver } from './client-context.ts';
import type { Progress } from './conversation/send-state.ts';
import type { TimelineEntry } from './conversation/timeline-entry.ts';
import type { Authors } from './messages/message-lookup.ts';
import { Quotes } from './messages/quotes.ts';
import { SerialQueue } from './scheduling/serial-queue.ts';
import type { PeerStore } from './storage/peer-store.ts';
import type { PersonId } from './views.ts';

/** An event between this device and a peer's. */
export type PeerEvent =
  /** Timeline entries are new, or have moved to their final position. */
  | { readonly kind: 'timeline'; readonly entries: readonly TimelineEntry[] }
  /** Timeline entries are gone. */
  | { readonly kind: 'removed'; readonly ids: readonly string[] }
  /** The relay stored an outgoing message. */
  | { readonly kind: 'queued'; readonly id: string }
  /** The peer acknowledged more than `before`. */
  | { readonly kind: 'acknowledged'; readonly before: Progress }
  /** A newer key bundle of the peer was stored; the entry reports a new name in it. */
  | { readonly kind: 'bundle'; readonly renamed: TimelineEntry | undefined }
  /** The peer was typing so long ago, ms. */
  | { readonly kind: 'typing'; readonly age: number }
  /** Something else in the conversation list has changed. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** A queue whose tasks run with everything that is stored about a peer in memory. */
function opening(store: PeerStore): Pick<SerialQueue, 'run' | 'idle'> {
  const queue = new SerialQueue();
  return {
    run: (task) =>
      queue.run(async () => {
        if (!store.isOpen) await store.open();
        return task();
      }),
    idle: () => queue.idle(),
  };
}

/** One peer, and what all code about that peer shares. */
export class PeerContext implements Receiver {
  readonly client: ClientContext;
  readonly peer: PersonId;
  /** The peer's identity key. */
  readonly identity: Bytes;
  readonly store: PeerStore;
  /** What the messages of this conversation quote. */
  readonly quotes: Quotes;
  /** The files whose content is being transferred right now, by the keys of their messages. */
  readonly moving = new Set<string>();
  /** Everything that changes the store runs in this queue, one transaction after the other. */
  readonly queue: Pick<SerialQueue, 'run' | 'idle'>;
  readonly emit: (event: PeerEvent) => void;

  constructor(
    client: ClientContext,
    peer: PersonId,
    store: PeerStore,
    emit: (event: PeerEvent) => void,
  ) {
    this.client = client;
    this.peer = peer;
    this.identity = fromBase64url(peer);
    this.store = store;
    this.quotes = new Quotes(store, () => this.authors);
    this.queue = opening(store);
    this.emit = emit;
  }

  /** ms since 1970. */
  get now(): number {
    return this.client.clock.now();
  }

  /** The relay's clock, as far as this device knows it, ms since 1970. */
  get relayTime(): number {
    return this.now - this.client.relay.clockSkew;
  }

  /** The identity keys of both. */
  get authors(): Authors {
    return { own: this.client.profile.identity.public, peer: this.identity };
  }

  /**
   * Tells of timeline entries, and of the messages that quote them. Within the queue, so that nobody is told of an
   * older state after a newer one. @throws ChatError `storage-failed`
   */
  async emitTimeline(entries: readonly TimelineEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const answers = await this.quotes.renew(entries);
    this.emit({ kind: 'timeline', entries: [...entries, ...answers] });
  }

  /** Tells that entries are gone, within the queue. @throws ChatError `storage-failed` */
  async emitRemoved(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const answers = await this.quotes.remove(ids);
    this.emit({ kind: 'removed', ids });
    this.emit({ kind: 'timeline', entries: answers });
  }

  /** Whether own messages come second where both sides used one Lamport clock value. */
  get losesTieBreak(): boolean {
    return compare(this.client.profile.identity.public, this.identity) > 0;
  }
}

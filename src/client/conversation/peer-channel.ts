import type { Bytes } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { Lane } from '../../protocol/events.ts';
import { FileLoader } from '../files/file-loader.ts';
import { Inbox, type Received } from '../inbound/inbox.ts';
import { noteReceiptTaken, owedReceipt, repeatReceipt } from '../inbound/receipt.ts';
import { hasGap } from '../inbound/stream-assembler.ts';
import { PeerBundle } from '../keys/peer-bundle.ts';
import { showCountdowns } from '../messages/countdowns.ts';
import { noteReceiptTimes } from '../messages/receipt-times.ts';
import { OutboxSealer } from '../outbound/outbox-sealer.ts';
import { RetransmitQueue } from '../outbound/retransmit-queue.ts';
import { Sealer } from '../outbound/sealer.ts';
import { TypingNotifier } from '../outbound/typing-notifier.ts';
import { UnorderedSender } from '../outbound/unordered-sender.ts';
import type { PeerContext } from '../peer-context.ts';
import { SerialQueue } from '../scheduling/serial-queue.ts';
import { Transaction } from '../storage/peer-store.ts';
import { isRenewalEarly, noteMissingToken } from '../tokens/given-tokens.ts';
import { withInvite } from '../tokens/received-tokens.ts';
import { ChannelRepair } from './channel-repair.ts';
import { ReceiptTimer } from './receipt-timer.ts';
import type { Progress } from './send-state.ts';

/**
 * The encrypted channel between the devices of two people. It sends what was composed until the peer
 * has acknowledged it, takes what they send, acknowledges it, and repairs what does not open. What
 * happens is reported by the events of its context.
 */
export class PeerChannel {
  /** The files of the conversation. */
  readonly files: FileLoader;
  readonly #context: PeerContext;
  /** Work that may wait for the network. The user never waits for it. */
  readonly #background = new SerialQueue();
  readonly #bundle: PeerBundle;
  readonly #sealer: Sealer;
  readonly #inbox: Inbox;
  readonly #retransmits: RetransmitQueue;
  readonly #outbox: OutboxSealer;
  readonly #unordered: UnorderedSender;
  readonly #typing: TypingNotifier;
  readonly #repair: ChannelRepair;
  readonly #receiptTimer: ReceiptTimer;

  constructor(context: PeerContext) {
    const bundle = new PeerBundle(context);
    const sealer = new Sealer(context, bundle);
    const retransmits = new RetransmitQueue(context, () => this.work());
    const outbox = new OutboxSealer(context, sealer, bundle, retransmits);
    const unordered = new UnorderedSender(context, sealer);
    this.#context = context;
    this.#bundle = bundle;
    this.#sealer = sealer;
    this.files = new FileLoader({
      ...{ context, unordered },
      isQueued: (id) => retransmits.isQueued(id),
      onComposed: () => this.work(),
    });
    this.#inbox = new Inbox(context, this.files);
    this.#retransmits = retransmits;
    this.#outbox = outbox;
    this.#unordered = unordered;
    this.#typing = new TypingNotifier(context, unordered);
    this.#receiptTimer = new ReceiptTimer(context.client.clock, () => {
      void this.#background.run(() => this.#sendReceipt());
    });
    this.#repair = new ChannelRepair(context, { bundle, sealer, outbox, retransmits, unordered });
  }

  /** Whether the relay stored an entry, as far as this connection knows. */
  isQueued(id: string): boolean {
    return this.#retransmits.isQueued(id);
  }

  /** Seals composed messages, sends sealed ones, and acknowledges what arrived or was read. */
  work(): void {
    void this.#background.run(() => this.#sealAndSend());
    this.#scheduleReceipt();
    this.files.work();
  }

  /** The user is typing to the peer, who is online. */
  noteTyping(): void {
    if (this.#typing.take()) void this.#background.run(() => this.#typing.send());
  }

  /** The peer is online again, or this device is. */
  resume(): void {
    this.#retransmits.resetBackoff();
    this.files.loaded?.retry();
    this.work();
  }

  /** The user has opened an invite link of the peer, who may now accept what waits. @throws ChatError `storage-…` */
  async noteInvite(invite: Bytes): Promise<void> {
    await this.#change((tx) => {
      tx.state = withInvite(tx.state, invite);
    });
    this.resume();
  }

  /** The peer is online: they get a new token before the last one expires. */
  renewToken(): void {
    const { store, now } = this.#context;
    if (!isRenewalEarly(store.state, now)) return;
    void this.#background.run(() =>
      this.#attempt(async () => {
        await this.#change(repeatReceipt);
        this.#scheduleReceipt();
      }),
    );
  }

  /** The client has signed in again. The relay may have lost everything. */
  restart(): void {
    this.#retransmits.forget();
    this.resume();
  }

  /**
   * Processes what arrived from the peer; resolves when all of it is stored, except what can only be taken
   * later.
   * @param lane whether the relay knew the peer as a contact
   * @returns the indexes of the latter
   * @throws ChatError `storage-full`, `storage-failed`, `storage-taken`; then nothing was stored
   */
  async receive(envelopes: readonly Bytes[], lane: Lane): Promise<readonly number[]> {
    const { store, queue, emit } = this.#context;
    const { out } = store.state;
    const hadGap = hasGap(store);
    const received = await queue.run(async () => {
      const stored = await this.#storeAll(envelopes, lane);
      this.files.loaded?.committed();
      await this.#context.emitTimeline(stored.timeline);
      return stored;
    });
    const { timeline } = received;
    await this.#learn(received);
    const { typingAge: age } = received;
    if (age !== undefined) emit({ kind: 'typing', age });
    this.#noteProgress(out);
    if (timeline.length > 0 || hasGap(store) !== hadGap) emit({ kind: 'changed' });
    this.work();
    return received.deferred;
  }

  /** Asks the relay for the peer's newest keys. */
  async refreshBundle(): Promise<void> {
    await this.#attempt(() => this.#bundle.refresh());
  }

  /** Resolves when everything that was requested so far is done. */
  async idle(): Promise<void> {
    await this.#background.idle();
    await this.files.idle();
  }

  /** Ends all timers. */
  stop(): void {
    this.#retransmits.stop();
    this.#receiptTimer.stop();
    this.files.stop();
  }

  /** Forgets the keys in memory. */
  retire(): void {
    this.#sealer.retire();
  }

  /** Parts of files for which there is no room must not keep everything else from being stored. */
  async #storeAll(envelopes: readonly Bytes[], lane: Lane): Promise<Received> {
    try {
      return await this.#store(envelopes, lane);
    } catch (error) {
      const isFull = error instanceof ChatError && error.code === 'storage-full';
      if (!isFull) throw error;
      this.files.loaded?.noteFull();
      return this.#store(envelopes, lane);
    }
  }

  async #store(envelopes: readonly Bytes[], lane: Lane): Promise<Received> {
    const { store, now } = this.#context;
    const tx = new Transaction(store);
    const inbox = await this.#inbox.receive(tx, envelopes);
    const received = {
      ...inbox,
      timeline: [...inbox.timeline, ...(await showCountdowns(tx, now))],
    };
    if (lane === 'strangers') noteMissingToken(tx, now);
    await noteReceiptTimes(store, tx, now);
    const isNew = received.timeline.some(({ isChanged }) => isChanged !== true);
    if (isNew) tx.state = { ...tx.state, updated: now };
    await store.commit(tx);
    return received;
  }

  async #sealAndSend(): Promise<void> {
    if (!this.#context.client.relay.isOnline || this.#outbox.isHeld) return;
    try {
      await this.#outbox.run();
    } catch (error) {
      this.#context.emit({ kind: 'failed', error });
      this.#retransmits.retryLater();
    }
  }

  /** Applies what a delivery says about the keys and streams of both sides. */
  async #learn(received: Received): Promise<void> {
    this.#sealer.noteAnswers(received.usedReplyKeys);
    if (received.hasReceipt) this.#sealer.noteReceipt();
    const known = await this.#bundle.known();
    if (received.bundleNumber > (known?.bundle.number ?? 0)) await this.refreshBundle();
    for (const step of this.#repair.steps(received)) {
      void this.#background.run(() => this.#attempt(step)).then(() => this.#scheduleReceipt());
    }
  }

  #noteProgress(before: Progress): void {
    const { store, emit } = this.#context;
    const { out } = store.state;
    if (out.delivered === before.delivered && out.read === before.read) return;
    this.#retransmits.resetBackoff();
    this.#sealer.noteReceipt();
    emit({ kind: 'acknowledged', before });
  }

  #scheduleReceipt(): void {
    const { client, store } = this.#context;
    const owed = owedReceipt(store, client.settings.values);
    if (owed !== undefined) this.#receiptTimer.schedule(owed.body);
  }

  /** A receipt needs no outbox: the owed receipt is derived again whenever it could not be sent. */
  async #sendReceipt(): Promise<void> {
    const { client, store, emit } = this.#context;
    const receipt = owedReceipt(store, client.settings.values);
    if (receipt === undefined || !client.relay.isOnline) return;
    try {
      await this.#unordered.send([receipt.body]);
      this.#receiptTimer.noteSent(receipt.body);
      await this.#change((tx) => noteReceiptTaken(tx, receipt));
      this.#scheduleReceipt();
    } catch (error) {
      emit({ kind: 'failed', error });
      // The connection that it was sent on is lost, and there is already a new one.
      const isLost = error instanceof ChatError && error.code === 'connection-lost';
      if (isLost && client.relay.isOnline) this.#scheduleReceipt();
      else this.#retransmits.retryLater();
    }
  }

  #change(edit: (tx: Transaction) => void): Promise<void> {
    const { store, queue } = this.#context;
    return queue.run(async () => {
      const tx = new Transaction(store);
      edit(tx);
      await store.commit(tx);
    });
  }

  async #attempt(task: () => Promise<unknown>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#context.emit({ kind: 'failed', error });
    }
  }
}

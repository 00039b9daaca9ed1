import type { IdentityKey } from '../../crypto/identity-key.ts';
import { type Bytes, compare, fromBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { RECEIPT_MERGE_MS } from '../../protocol/limits.ts';
import {
  encodeRecord,
  type ForkBody,
  type ReceiptBody,
  type TroubleBody,
} from '../../protocol/record.ts';
import { type Abandoned, openStream } from '../inbound/fork.ts';
import { Inbox, type Received } from '../inbound/inbox.ts';
import type { OwnSealingKey } from '../inbound/opener.ts';
import { noteReceiptTaken, owedReceipt, repeatReceipt } from '../inbound/receipt.ts';
import { hasGap } from '../inbound/stream-assembler.ts';
import { TroubleLimits } from '../inbound/trouble-limits.ts';
import type { PeerBundle } from '../keys/peer-bundle.ts';
import { isAging, nextToSeal, sealAgain, sealedEntries, sealFirst } from '../outbound/outbox.ts';
import type { SealedEntry } from '../outbound/outbox-entry.ts';
import { RetransmitQueue } from '../outbound/retransmit-queue.ts';
import { Sealer } from '../outbound/sealer.ts';
import type { Clock } from '../scheduling/clock.ts';
import { SerialQueue } from '../scheduling/serial-queue.ts';
import { NO_PREV, type Progress } from '../storage/peer-state.ts';
import { type PeerStore, Transaction } from '../storage/peer-store.ts';
import type { PersonId } from '../views.ts';
import { mayAcknowledge } from './consent.ts';
import type { TimelineEntry } from './timeline-entry.ts';

/** What an exchange needs of the rest of the client. */
export interface PeerChannelClient {
  readonly identity: IdentityKey;
  readonly clock: Clock;
  isOnline(): boolean;
  /** Number of the own newest bundle. */
  bundleNumber(): number;
  sealingKey(bundleDigest: Bytes): Promise<OwnSealingKey | undefined>;
  /** Hands an envelope to the relay. @throws ChatError */
  post(to: Bytes, envelope: Bytes): Promise<void>;
  /** @throws ChatError `rate-limited` */
  countOffer(peer: PersonId, isStranger: boolean): void;
  requestsWaiting(): number;
}

/** What an exchange is about, and whom it tells. */
export interface PeerChannelParts {
  readonly client: PeerChannelClient;
  readonly peer: PersonId;
  readonly rows: PeerStore;
  /** Everything that changes these rows goes through it. */
  readonly serial: SerialQueue;
  readonly bundle: PeerBundle;
  /** Lines that are new, or have found their place. */
  onLines(lines: readonly TimelineEntry[]): void;
  /** The peer has acknowledged more than before. */
  onProgress(before: Progress): void;
  /** The relay has an entry now. */
  onQueued(id: string): void;
  /** Something else of the conversation has changed. */
  onChange(): void;
  onFailure(error: unknown): void;
}

/**
 * What goes to and fro between the devices of two people: brings what was composed to the peer until
 * that is acknowledged, takes what they send, acknowledges it, and mends what does not open.
 */
export class PeerChannel {
  readonly #parts: PeerChannelParts;
  readonly #peer: Bytes;
  /** What may wait for the network, and must not keep a person waiting. */
  readonly #background = new SerialQueue();
  readonly #sealer: Sealer;
  readonly #inbox: Inbox;
  readonly #dispatcher: RetransmitQueue;
  readonly #troubleLimits = new TroubleLimits();
  readonly #streamLimits = new TroubleLimits();
  #cancelReceipt: (() => void) | undefined;

  constructor(parts: PeerChannelParts) {
    const { client, rows, bundle } = parts;
    const { clock, identity } = client;
    const peer = fromBase64url(parts.peer);
    const now = (): number => clock.now();
    this.#parts = parts;
    this.#peer = peer;
    this.#sealer = new Sealer({
      bundle,
      rows,
      now,
      sender: () => ({ identity, bundleNumber: client.bundleNumber() }),
    });
    this.#inbox = new Inbox({
      me: identity.public,
      peer,
      now,
      sealingKey: (digest) => client.sealingKey(digest),
      countOffer: () => client.countOffer(parts.peer, !mayAcknowledge(rows.state.consent)),
      requestsWaiting: () => client.requestsWaiting(),
    });
    this.#dispatcher = new RetransmitQueue({
      clock,
      post: (envelope) => client.post(peer, envelope),
      entries: () => sealedEntries(rows),
      onQueued: (id) => parts.onQueued(id),
      onFailure: (error) => parts.onFailure(error),
      onRetry: () => this.work(),
    });
  }

  /** Whether the relay has an entry, as far as this connection knows. */
  isQueued(id: string): boolean {
    return this.#dispatcher.isQueued(id);
  }

  /** Seals what was composed, sends what is sealed, and acknowledges what arrived or was read. */
  work(): void {
    void this.#background.run(() => this.#sealAndSend());
    this.#scheduleReceipt();
  }

  /** The peer is there again, or this device is. */
  resume(): void {
    this.#dispatcher.resetBackoff();
    this.work();
  }

  /** Signed in again: the relay may have lost everything. */
  restart(): void {
    this.#dispatcher.forget();
    this.resume();
  }

  /**
   * Takes what came from the peer; resolves when all of it is stored.
   * @throws ChatError `storage-full`, `storage-failed`, `storage-taken`: then nothing was taken
   */
  async receive(envelopes: readonly Bytes[]): Promise<void> {
    const { rows, serial, client } = this.#parts;
    const before = rows.state;
    const hadGap = hasGap(rows);
    const received = await serial.run(async () => {
      const tx = new Transaction(rows);
      const result = await this.#inbox.receive(tx, envelopes);
      if (result.lines.length > 0) tx.state = { ...tx.state, updated: client.clock.now() };
      await rows.commit(tx);
      return result;
    });
    const { lines } = received;
    await this.#learn(received);
    this.#parts.onLines(lines);
    this.#noteProgress(before.out);
    if (lines.length > 0 || hasGap(rows) !== hadGap) this.#parts.onChange();
    this.work();
  }

  /** Asks the relay for the peer's newest keys. */
  async refreshBundle(): Promise<void> {
    await this.#attempt(() => this.#parts.bundle.refresh());
  }

  /** Resolves when everything that was asked for so far is done. */
  async idle(): Promise<void> {
    await this.#background.idle();
  }

  /** Ends all timers. */
  stop(): void {
    this.#dispatcher.stop();
    this.#cancelReceipt?.();
  }

  /** Forgets the keys in memory. */
  retire(): void {
    this.#sealer.retire();
  }

  /** One receipt covers what arrives or is read within a moment. */
  #scheduleReceipt(): void {
    if (owedReceipt(this.#parts.rows) === undefined) return;
    this.#cancelReceipt ??= this.#parts.client.clock.after(RECEIPT_MERGE_MS, () => {
      this.#cancelReceipt = undefined;
      void this.#background.run(() => this.#sendReceipt());
    });
  }

  async #sealAndSend(): Promise<void> {
    if (!this.#parts.client.isOnline() || this.#isHeld) return;
    try {
      await this.#sealAging();
      this.#dispatcher.dispatch();
      while (await this.#sealNext()) this.#dispatcher.dispatch();
    } catch (error) {
      this.#parts.onFailure(error);
      this.#dispatcher.retryLater();
    }
  }

  /** Seals some entries; false when there is nothing to seal. */
  async #sealNext(): Promise<boolean> {
    const { rows, serial } = this.#parts;
    if (this.#isHeld || nextToSeal(rows).length === 0) return false;
    await this.#sealer.prepare();
    return serial.run(() => this.#sealBatch());
  }

  async #sealBatch(): Promise<boolean> {
    const { rows } = this.#parts;
    const entries = nextToSeal(rows);
    if (entries.length === 0) return false;
    const tx = new Transaction(rows);
    const parts = { sealer: this.#sealer, losesTieBreak: this.#losesTieBreak, now: this.#now() };
    const lines: TimelineEntry[] = [];
    for (const entry of entries) lines.push(await sealFirst(tx, entry, parts));
    await this.#commitSealed(tx);
    this.#dispatcher.add(entries.map(({ id }) => id));
    this.#parts.onLines(lines);
    return true;
  }

  /** What has waited for a day is sealed to a newer bundle, if there is one. */
  async #sealAging(): Promise<void> {
    const { rows, serial, bundle } = this.#parts;
    const now = this.#now();
    const aging = (): SealedEntry[] => sealedEntries(rows).filter((entry) => isAging(entry, now));
    if (aging().length === 0) return;
    await bundle.renew();
    const { bundle: newest } = await bundle.forSealing();
    await serial.run(() =>
      this.#sealAgain(aging().filter(({ sealed }) => sealed.bundle < newest.number)),
    );
  }

  async #sealAgain(entries: readonly SealedEntry[]): Promise<void> {
    const tx = new Transaction(this.#parts.rows);
    const parts = { sealer: this.#sealer, now: this.#now() };
    for (const entry of entries) await sealAgain(tx, entry, parts);
    await this.#commitSealed(tx);
    this.#dispatcher.resend(entries.map(({ id }) => id));
  }

  /** Keys of a chain whose private halves were not stored must seal nothing that leaves. */
  async #commitSealed(tx: Transaction): Promise<void> {
    try {
      await this.#parts.rows.commit(tx);
    } catch (error) {
      this.#sealer.retire();
      throw error;
    }
  }

  /** What a delivery tells of keys and streams, the own and the peer's. */
  async #learn(received: Received): Promise<void> {
    this.#sealer.noteAnswers(received.usedReplyKeys);
    if (received.hasReceipt) this.#sealer.noteReceipt();
    const known = await this.#parts.bundle.known();
    if (received.bundleNumber > (known?.bundle.number ?? 0)) await this.refreshBundle();
    const { peersTroubles, troubles, forks, abandoned } = received;
    this.#inBackground(() => this.#mend(peersTroubles));
    this.#inBackground(() => this.#tellTrouble(troubles));
    this.#inBackground(() => this.#tellForks(forks));
    this.#inBackground(() => this.#openStreams(abandoned));
  }

  /** The peer cannot open something: it is sent again with its offer, or sealed again. */
  async #mend(troubles: readonly TroubleBody[]): Promise<void> {
    if (troubles.length === 0) return;
    const { rows, serial, bundle } = this.#parts;
    await bundle.renew();
    await serial.run(async () => {
      for (const { chain, reason } of troubles) {
        const entries = sealedEntries(rows);
        const inChain = entries.filter(({ sealed }) => sealed.chain === chain);
        const isLive = this.#sealer.chainId === chain;
        if (isLive) this.#sealer.giveUp();
        if (inChain.length === 0 && !isLive) continue;
        if (reason === 'no-offer') this.#dispatcher.resend(inChain.map(({ id }) => id));
        else await this.#sealAgain(entries.filter((e) => e.sealed.chain !== this.#sealer.chainId));
      }
    });
  }

  /** Says that what the peer sent cannot be opened: in a new chain that surely can. */
  async #tellTrouble(troubles: readonly TroubleBody[]): Promise<void> {
    if (!this.#mayTell) return;
    const now = this.#now();
    const told = troubles.filter(({ chain }) => this.#troubleLimits.take(chain, now));
    if (told.length === 0) return;
    await this.#parts.bundle.renew();
    await this.#tell(told, true);
    this.#scheduleReceipt();
  }

  /** Tells the peer of streams that go on in two ways. */
  async #tellForks(forks: readonly ForkBody[]): Promise<void> {
    if (!this.#mayTell) return;
    const now = this.#now();
    const told = forks.filter(({ reason, stream }) =>
      this.#troubleLimits.take(`${reason} ${stream}`, now),
    );
    if (told.length === 0) return;
    await this.#sealer.prepare();
    await this.#tell(told, false);
  }

  async #openStreams(abandoned: readonly Abandoned[]): Promise<void> {
    for (const stream of abandoned) await this.#openStream(stream);
  }

  /** Goes on in a new stream; once a minute at most, or a hostile peer could keep this busy. */
  async #openStream(abandoned: Abandoned): Promise<void> {
    const { rows, serial } = this.#parts;
    const changed = await serial.run(async () => {
      const now = this.#now();
      if (abandoned.stream !== rows.state.out.stream) return [];
      if (!this.#streamLimits.take('', now)) return [];
      const tx = new Transaction(rows);
      const history = abandoned.lostFrom === undefined ? [] : await rows.messages({});
      const lines = openStream(tx, history, abandoned, { losesTieBreak: this.#losesTieBreak, now });
      await rows.commit(tx);
      return lines;
    });
    if (changed.length === 0) return;
    this.#dispatcher.resend(changed.map(({ row }) => row.id));
    this.#parts.onLines(changed);
    this.#parts.onChange();
    await this.#sealAndSend();
  }

  /** A late receipt is worthless, so it has no outbox: what is owed then is derived again. */
  async #sendReceipt(): Promise<void> {
    const { rows, serial, client } = this.#parts;
    const receipt = owedReceipt(rows);
    if (receipt === undefined || !client.isOnline()) return;
    try {
      await this.#sealer.prepare();
      await this.#tell([receipt.body], false);
      await serial.run(async () => {
        const tx = new Transaction(rows);
        noteReceiptTaken(tx, receipt);
        await rows.commit(tx);
      });
      this.#scheduleReceipt();
    } catch (error) {
      this.#parts.onFailure(error);
      // It was on a connection that is over, and the new one is there already.
      const isLost = error instanceof ChatError && error.code === 'connection-lost';
      if (isLost && client.isOnline()) this.#scheduleReceipt();
      else this.#dispatcher.retryLater();
    }
  }

  /** Seals records that have no place in the stream, and sends them once. */
  async #tell(
    bodies: readonly (ReceiptBody | TroubleBody | ForkBody)[],
    anew: boolean,
  ): Promise<void> {
    const { client, serial } = this.#parts;
    const envelopes = await serial.run(() => this.#sealUnordered(bodies, anew));
    await Promise.all(envelopes.map((envelope) => client.post(this.#peer, envelope)));
  }

  async #sealUnordered(
    bodies: readonly (ReceiptBody | TroubleBody | ForkBody)[],
    anew: boolean,
  ): Promise<Bytes[]> {
    const { rows } = this.#parts;
    const { clock, out } = rows.state;
    const [stream, prev] = [fromBase64url(out.stream), fromBase64url(NO_PREV)];
    const tx = new Transaction(rows);
    if (anew) {
      await this.#sealer.beginAnew(tx);
      // The peer may have missed everything in the chains before.
      repeatReceipt(tx);
    }
    const sent = this.#now();
    const envelopes: Bytes[] = [];
    for (const body of bodies) {
      const record = encodeRecord({ stream, seq: 0, clock, sent, prev, body });
      envelopes.push((await this.#sealer.seal(tx, record)).envelope);
    }
    await this.#commitSealed(tx);
    return envelopes;
  }

  #noteProgress(before: Progress): void {
    const { out } = this.#parts.rows.state;
    if (out.delivered === before.delivered && out.read === before.read) return;
    this.#dispatcher.resetBackoff();
    this.#parts.onProgress(before);
  }

  #inBackground(task: () => Promise<void>): void {
    void this.#background.run(() => this.#attempt(task));
  }

  async #attempt(task: () => Promise<unknown>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#parts.onFailure(error);
    }
  }

  /** Whether the peer may hear anything that the person did not say. */
  get #mayTell(): boolean {
    const { rows, client } = this.#parts;
    return mayAcknowledge(rows.state.consent) && client.isOnline();
  }

  /** Whether nothing may go out: the peer is blocked, or their name leads to another key. */
  get #isHeld(): boolean {
    const { blocked, nameTakenBy } = this.#parts.rows.state;
    return blocked || nameTakenBy !== undefined;
  }

  /** Whether the own identity key is the greater of the two. */
  get #losesTieBreak(): boolean {
    return compare(this.#parts.client.identity.public, this.#peer) > 0;
  }

  #now(): number {
    return this.#parts.client.clock.now();
  }
}

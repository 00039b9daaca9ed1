import type { IdentityKey } from '../crypto/identity-key.ts';
import { type Bytes, compare, fromBase64url, toBase64url } from '../protocol/bytes.ts';
import { ChatError, type ErrorCode } from '../protocol/errors.ts';
import type { Presence } from '../protocol/events.ts';
import { RECEIPT_MERGE_MS, REQUEST_MAX_TEXTS } from '../protocol/limits.ts';
import {
  encodeRecord,
  type ForkBody,
  type OrderedBody,
  parseText,
  type ReceiptBody,
  type TroubleBody,
} from '../protocol/record.ts';
import type { Clock } from './clock.ts';
import { canLeave, isRequest, mayAcknowledge } from './consent.ts';
import { Dispatcher } from './dispatcher.ts';
import { type Abandoned, openStream } from './fork.ts';
import { Inbox, type Received } from './inbox.ts';
import { hasGap, markSeen, receiptOf } from './incoming.ts';
import { Lines } from './lines.ts';
import { localLine, type ShownLine } from './message-row.ts';
import type { OwnSealingKey } from './opener.ts';
import {
  compose,
  composedLine,
  isAging,
  nextToSeal,
  sealAgain,
  sealedEntries,
  sealFirst,
} from './outbox.ts';
import type { SealedEntry } from './outbox-entry.ts';
import { PeerBundle } from './peer-bundle.ts';
import { NO_PREV } from './person.ts';
import { Draft, ONLY, type PersonRows } from './person-rows.ts';
import { Sealer } from './sealer.ts';
import { Serial } from './serial.ts';
import type { RowWrite } from './storage/sealed-rows.ts';
import { TroubleLimits } from './trouble-limits.ts';
import { Unsent } from './unsent.ts';
import type { ChatChange, ConversationView, MessageView, PersonId } from './views.ts';

/** What a conversation needs of the rest of the client. */
export interface ConversationParts {
  readonly identity: IdentityKey;
  readonly clock: Clock;
  isOnline(): boolean;
  /** Number of the own newest bundle. */
  bundleNumber(): number;
  sealingKey(bundleDigest: Bytes): Promise<OwnSealingKey | undefined>;
  /** Hands an envelope to the relay. @throws ChatError */
  post(to: Bytes, envelope: Bytes): Promise<void>;
  /** The newest bundle that the relay has of someone. @throws ChatError */
  fetchBundle(identity: Bytes): Promise<Bytes>;
  /** @throws ChatError `too-fast` */
  countOffer(peer: PersonId, isStranger: boolean): void;
  requestsWaiting(): number;
  /** Wants to know who holds a name; `noteHolder` tells it. */
  seekHolder(name: string): void;
  publish(change: ChatChange): void;
}

/** Nothing of these is the peer's or the relay's doing: the connection comes back by itself. */
const SILENT: ReadonlySet<ErrorCode> = new Set(['connection-lost', 'person-unknown', 'wait']);

/**
 * One person and what is said with them. Everything that changes what is stored goes one after the
 * other, and is shown only when it is stored.
 */
export class Conversation {
  readonly peer: PersonId;
  readonly #identity: Bytes;
  readonly #rows: PersonRows;
  readonly #parts: ConversationParts;
  readonly #serial = new Serial();
  /** What may wait for the network, and must not keep a person waiting. */
  readonly #errands = new Serial();
  readonly #bundle: PeerBundle;
  readonly #sealer: Sealer;
  readonly #inbox: Inbox;
  readonly #dispatcher: Dispatcher;
  readonly #lines: Lines;
  readonly #troubleLimits = new TroubleLimits();
  readonly #streamLimits = new TroubleLimits();
  #presence: Pick<ConversationView, 'online' | 'since' | 'gone'>;
  #problem: ErrorCode | undefined;
  readonly #unsent: Unsent;
  #owesReceipt = false;
  #cancelReceipt: (() => void) | undefined;

  constructor(rows: PersonRows, peer: PersonId, parts: ConversationParts) {
    const { clock, identity } = parts;
    const key = fromBase64url(peer);
    const now = (): number => clock.now();
    this.peer = peer;
    this.#unsent = new Unsent(peer);
    this.#identity = key;
    this.#rows = rows;
    this.#parts = parts;
    this.#presence = { online: false, since: 0, gone: false };
    this.#bundle = new PeerBundle({
      peer: key,
      now,
      fetch: () => parts.fetchBundle(key),
      stored: () => rows.get('bundles', ONLY)?.bytes,
      told: () => rows.state.toldBundle,
      store: (bytes, name) => this.#storeBundle(bytes, name),
    });
    this.#sealer = new Sealer({
      bundle: this.#bundle,
      rows,
      now,
      sender: () => ({ identity, bundleNumber: parts.bundleNumber() }),
    });
    this.#inbox = new Inbox({
      me: identity.public,
      peer: key,
      now,
      sealingKey: (digest) => parts.sealingKey(digest),
      countOffer: () => parts.countOffer(peer, !mayAcknowledge(rows.state.consent)),
      requestsWaiting: () => parts.requestsWaiting(),
    });
    this.#dispatcher = new Dispatcher({
      clock,
      post: (envelope) => parts.post(key, envelope),
      entries: () => sealedEntries(rows),
      onQueued: (id) => this.#onQueued(id),
      onFailure: (error) => this.#onFailure(error),
      onRetry: () => void this.#work(),
    });
    this.#lines = new Lines(peer, rows, this.#dispatcher);
  }

  /** Reads what the list shows of it. */
  async load(draft: string): Promise<void> {
    this.#unsent.typed = draft;
    await this.#lines.loadLast();
  }

  get view(): ConversationView {
    const { consent, blocked, verified, rival, unread, updated } = this.#rows.state;
    return {
      peer: this.peer,
      name: this.#name,
      consent,
      blocked,
      verified,
      rival,
      ...this.#presence,
      problem: this.#problem,
      missing: hasGap(this.#rows),
      unread,
      last: this.#lines.last,
      updated,
      draft: this.#unsent.typed,
    };
  }

  /** Whether anything of it is worth a row in the list. */
  get isListed(): boolean {
    const { consent, verified } = this.#rows.state;
    return consent !== 'none' || verified || this.#unsent.typed !== '';
  }

  /** Lines, oldest first: the last ones, or the last before an order. @throws ChatError `storage-failed` */
  messages(range: { readonly before?: string | undefined; readonly last: number }) {
    return this.#lines.read(range);
  }

  /**
   * Says something; to someone who has not consented yet, it is the request.
   * @throws ChatError `text-empty`, `text-too-long`, `conversation-waiting`, `conversation-closed`,
   *   `key-changed`, `storage-full`, `storage-failed`, `storage-taken`
   */
  async sendText(input: string): Promise<MessageView> {
    const text = parseText(input);
    const parting = this.#unsent.send(text);
    const store = async (): Promise<MessageView> => {
      const { consent, blocked, requestTexts, rival } = this.#rows.state;
      if (rival !== undefined) throw new ChatError('key-changed');
      if (blocked) throw new ChatError('conversation-closed');
      if (consent === 'requested' && requestTexts >= REQUEST_MAX_TEXTS) {
        throw new ChatError('conversation-waiting');
      }
      const bodies: OrderedBody[] = consent === 'asked' ? [{ type: 'accept' }] : [];
      const asks = isRequest(consent) && consent !== 'asked';
      bodies.push(asks ? { type: 'text', text, request: true } : { type: 'text', text });
      // What was typed is a message now: no reload may find it in the composer as well.
      this.#unsent.settle(parting);
      return this.#compose(bodies, [this.#unsent.row]);
    };
    try {
      const line = await this.#serial.run(store);
      void this.#work();
      return line;
    } finally {
      this.#unsent.settle(parting);
    }
  }

  /** Answers a request. Does nothing when there is none. @throws ChatError `storage-…` */
  answer(type: 'accept' | 'decline'): Promise<void> {
    return this.#act(type, this.#rows.state.consent === 'asked');
  }

  /** Ends the conversation; the peer is told. @throws ChatError `storage-…` */
  leave(): Promise<void> {
    return this.#act('leave', canLeave(this.#rows.state.consent));
  }

  /** From now on nothing of the peer is read, and they are not told. @throws ChatError `storage-…` */
  async setBlocked(blocked: boolean): Promise<void> {
    await this.#change((draft) => {
      draft.state = { ...draft.state, blocked, unread: 0 };
    });
    void this.#work();
  }

  /** Keys were compared with the peer, or that is taken back. @throws ChatError `storage-…` */
  setVerified(verified: boolean): Promise<void> {
    return this.#change((draft) => {
      draft.state = { ...draft.state, verified };
    });
  }

  /** The relay says who holds the peer's name: if it is somebody else, nothing is sent any more. */
  noteHolder(holder: PersonId | undefined): void {
    const rival = holder === this.peer ? undefined : holder;
    if (!this.#rows.isStored || rival === this.#rows.state.rival) return;
    const changed = this.#change((draft) => {
      draft.state = { ...draft.state, rival };
    });
    void changed.then(() => this.#work()).catch((error) => this.#onFailure(error));
  }

  /** All lines were seen. @throws ChatError `storage-…` */
  async markRead(): Promise<void> {
    const { unread, in: streams } = this.#rows.state;
    if (unread === 0 && streams.every(({ read, next }) => read === next - 1)) return;
    await this.#change((draft) => {
      draft.state = markSeen(draft.state);
    });
    this.#oweReceipt();
  }

  /** Keeps what was typed and not sent. @throws ChatError `storage-…` */
  async saveDraft(text: string): Promise<void> {
    this.#unsent.typed = text;
    await this.#serial.run(async () => {
      const draft = new Draft(this.#rows);
      if (text !== '' && !this.#rows.isStored) draft.state = { ...draft.state };
      await this.#rows.commit(draft, [this.#unsent.row]);
    });
    this.#publishView();
  }

  /**
   * Takes what came from the peer; resolves when all of it is stored.
   * @throws ChatError `storage-full`, `storage-failed`, `storage-taken`: then nothing was taken
   */
  async receive(envelopes: readonly Bytes[]): Promise<void> {
    const before = this.#rows.state;
    const hadGap = hasGap(this.#rows);
    const received = await this.#serial.run(async () => {
      const draft = new Draft(this.#rows);
      const result = await this.#inbox.receive(draft, envelopes);
      if (result.lines.length > 0) {
        draft.state = { ...draft.state, updated: this.#parts.clock.now() };
      }
      await this.#rows.commit(draft);
      return result;
    });
    const { lines, owesReceipt } = received;
    await this.#learnKeys(received);
    if (owesReceipt) this.#oweReceipt();
    for (const line of lines) this.#publishLine(this.#lines.show(line), !line.row.mine);
    this.#publishReceipts(before.out);
    if (lines.length > 0 || hasGap(this.#rows) !== hadGap) this.#publishView();
    void this.#work();
  }

  /** The relay says how the peer is. */
  notePresence({ name, online, since }: Omit<Presence, 'identity'>): void {
    const isBack = online && !this.#presence.online;
    this.#presence = { online, since, gone: name === undefined };
    this.#publishView();
    if (name === undefined) this.#parts.seekHolder(this.#name);
    else if (name !== this.#name) void this.#refreshBundle();
    if (!isBack) return;
    this.#dispatcher.relax();
    if (this.#owesReceipt) this.#oweReceipt();
    void this.#work();
  }

  /** Signed in again: the relay may have lost everything. */
  noteOnline(): void {
    this.#dispatcher.forget();
    this.#dispatcher.relax();
    if (this.#owesReceipt) this.#oweReceipt();
    void this.#work();
  }

  /** Forgets the ids of chains that nothing opens any more: own bundles below a number. */
  async forgetChainIds(oldestBundle: number): Promise<void> {
    await this.#serial.run(async () => {
      const draft = new Draft(this.#rows);
      for (const [id, { bundle }] of draft.entries('chain-ids')) {
        if (bundle < oldestBundle && draft.get('chains', id) === undefined) {
          draft.delete('chain-ids', id);
        }
      }
      await this.#rows.commit(draft);
    });
  }

  /** Resolves when everything that was asked for so far is done. */
  async idle(): Promise<void> {
    await this.#errands.idle();
    await this.#serial.idle();
  }

  /** Ends all timers and forgets the keys in memory. */
  async stop(): Promise<void> {
    this.#dispatcher.stop();
    this.#cancelReceipt?.();
    await this.idle();
    this.#sealer.retire();
  }

  async #act(type: 'accept' | 'decline' | 'leave', isPossible: boolean): Promise<void> {
    if (!isPossible) return;
    await this.#serial.run(() => this.#compose([{ type }]));
    this.#oweReceipt();
    void this.#work();
  }

  async #compose(
    bodies: readonly OrderedBody[],
    others: readonly RowWrite[] = [],
  ): Promise<MessageView> {
    const draft = new Draft(this.#rows);
    const now = this.#parts.clock.now();
    const entries = bodies.map((body) => compose(draft, body, now));
    await this.#rows.commit(draft, others);
    const views = entries.map((entry) => this.#lines.show(composedLine(entry)));
    for (const view of views) this.#publishLine(view, false);
    this.#publishView();
    return views.at(-1) as MessageView;
  }

  async #change(edit: (draft: Draft) => void): Promise<void> {
    await this.#serial.run(async () => {
      const draft = new Draft(this.#rows);
      draft.state = { ...draft.state };
      edit(draft);
      await this.#rows.commit(draft);
    });
    this.#publishView();
  }

  /** Seals what was composed, and sends what is sealed. */
  #work(): Promise<void> {
    return this.#errands.run(() => this.#sealAndSend());
  }

  async #sealAndSend(): Promise<void> {
    if (!this.#parts.isOnline() || this.#isHeld) return;
    try {
      await this.#sealAging();
      this.#dispatcher.dispatch();
      while (await this.#sealNext()) this.#dispatcher.dispatch();
    } catch (error) {
      this.#onFailure(error);
      this.#dispatcher.retryLater();
    }
  }

  /** Seals some entries; false when there is nothing to seal. */
  async #sealNext(): Promise<boolean> {
    if (this.#isHeld || nextToSeal(this.#rows).length === 0) return false;
    await this.#sealer.prepare();
    return this.#serial.run(() => this.#sealBatch());
  }

  async #sealBatch(): Promise<boolean> {
    const entries = nextToSeal(this.#rows);
    if (entries.length === 0) return false;
    const draft = new Draft(this.#rows);
    const parts = { sealer: this.#sealer, second: this.#isSecond, now: this.#parts.clock.now() };
    const lines: ShownLine[] = [];
    for (const entry of entries) lines.push(await sealFirst(draft, entry, parts));
    await this.#commitSealed(draft);
    this.#dispatcher.add(entries.map(({ id }) => id));
    for (const line of lines) this.#publishLine(this.#lines.show(line), false);
    return true;
  }

  /** What has waited for a day is sealed to a newer bundle, if there is one. */
  async #sealAging(): Promise<void> {
    const now = this.#parts.clock.now();
    const aging = (): SealedEntry[] =>
      sealedEntries(this.#rows).filter((entry) => isAging(entry, now));
    if (aging().length === 0) return;
    await this.#bundle.renew();
    const { bundle } = await this.#bundle.forSealing();
    await this.#serial.run(() =>
      this.#sealAgain(aging().filter(({ sealed }) => sealed.bundle < bundle.number)),
    );
  }

  async #sealAgain(entries: readonly SealedEntry[]): Promise<void> {
    const draft = new Draft(this.#rows);
    const parts = { sealer: this.#sealer, now: this.#parts.clock.now() };
    for (const entry of entries) await sealAgain(draft, entry, parts);
    await this.#commitSealed(draft);
    this.#dispatcher.resend(entries.map(({ id }) => id));
  }

  /** Keys of a chain whose private halves were not stored must seal nothing that leaves. */
  async #commitSealed(draft: Draft): Promise<void> {
    try {
      await this.#rows.commit(draft);
    } catch (error) {
      this.#sealer.retire();
      throw error;
    }
  }

  /** Says that what the peer sent cannot be opened: in a new chain that surely can. */
  async #tellTrouble(troubles: readonly TroubleBody[]): Promise<void> {
    const { consent } = this.#rows.state;
    const now = this.#parts.clock.now();
    if (!mayAcknowledge(consent) || !this.#parts.isOnline()) return;
    const told = troubles.filter(({ chain }) => this.#troubleLimits.take(chain, now));
    if (told.length === 0) return;
    try {
      await this.#bundle.renew();
      await this.#postAll(await this.#serial.run(() => this.#sealUnordered(told, true)));
      this.#oweReceipt();
    } catch (error) {
      this.#onFailure(error);
    }
  }

  /** Tells the peer of streams that go on in two ways. */
  async #tellForks(forks: readonly ForkBody[]): Promise<void> {
    if (!mayAcknowledge(this.#rows.state.consent) || !this.#parts.isOnline()) return;
    const now = this.#parts.clock.now();
    const told = forks.filter(({ reason, stream }) =>
      this.#troubleLimits.take(`${reason} ${stream}`, now),
    );
    if (told.length === 0) return;
    try {
      await this.#sealer.prepare();
      await this.#postAll(await this.#serial.run(() => this.#sealUnordered(told, false)));
    } catch (error) {
      this.#onFailure(error);
    }
  }

  /** Goes on in a new stream; once a minute at most, or a hostile peer could keep this busy. */
  async #openStream(abandoned: Abandoned): Promise<void> {
    const changed = await this.#serial.run(async () => {
      const now = this.#parts.clock.now();
      if (abandoned.stream !== this.#rows.state.out.stream) return [];
      if (!this.#streamLimits.take('', now)) return [];
      const draft = new Draft(this.#rows);
      const { lostFrom } = abandoned;
      const history = lostFrom === undefined ? [] : await this.#rows.messages({});
      const me = { second: this.#isSecond, now };
      const lines = openStream(draft, history, abandoned, me);
      await this.#rows.commit(draft);
      return lines;
    });
    if (changed.length === 0) return;
    this.#dispatcher.resend(changed.map(({ row }) => row.id));
    for (const line of changed) this.#publishLine(this.#lines.show(line), !line.row.mine);
    this.#publishView();
    await this.#sealAndSend();
  }

  async #openStreams(abandoned: readonly Abandoned[]): Promise<void> {
    try {
      for (const stream of abandoned) await this.#openStream(stream);
    } catch (error) {
      this.#onFailure(error);
    }
  }

  /** The peer cannot open something: it is sent again with its offer, or sealed again. */
  async #mend(troubles: readonly TroubleBody[]): Promise<void> {
    if (troubles.length === 0) return;
    await this.#bundle.renew();
    await this.#serial.run(async () => {
      for (const { chain, reason } of troubles) {
        const entries = sealedEntries(this.#rows);
        const inChain = entries.filter(({ sealed }) => sealed.chain === chain);
        const isLive = this.#sealer.chainId === chain;
        if (isLive) this.#sealer.giveUp();
        if (inChain.length === 0 && !isLive) continue;
        if (reason === 'no-offer') this.#dispatcher.resend(inChain.map(({ id }) => id));
        else await this.#sealAgain(entries.filter((e) => e.sealed.chain !== this.#sealer.chainId));
      }
    });
  }

  #oweReceipt(): void {
    this.#owesReceipt = true;
    this.#cancelReceipt ??= this.#parts.clock.after(RECEIPT_MERGE_MS, () => {
      this.#cancelReceipt = undefined;
      void this.#errands.run(() => this.#sendReceipt());
    });
  }

  /** A receipt is worthless when it is late, so it has no outbox: the next one says more. */
  async #sendReceipt(): Promise<void> {
    const { consent, blocked } = this.#rows.state;
    if (blocked || !mayAcknowledge(consent) || !this.#parts.isOnline()) return;
    this.#owesReceipt = false;
    try {
      const body = receiptOf(this.#rows);
      if (body === undefined) return;
      await this.#sealer.prepare();
      await this.#postAll(await this.#serial.run(() => this.#sealUnordered([body], false)));
    } catch (error) {
      this.#owesReceipt = true;
      this.#onFailure(error);
      // It was on a connection that is over, and the new one is there already.
      const isLost = error instanceof ChatError && error.code === 'connection-lost';
      if (isLost && this.#parts.isOnline()) this.#oweReceipt();
    }
  }

  async #postAll(envelopes: readonly Bytes[]): Promise<void> {
    await Promise.all(envelopes.map((envelope) => this.#parts.post(this.#identity, envelope)));
  }

  /** Seals records that have no place in the stream. */
  async #sealUnordered(
    bodies: readonly (ReceiptBody | TroubleBody | ForkBody)[],
    anew: boolean,
  ): Promise<Bytes[]> {
    const { clock, out } = this.#rows.state;
    const [stream, prev] = [fromBase64url(out.stream), fromBase64url(NO_PREV)];
    const draft = new Draft(this.#rows);
    if (anew) await this.#sealer.beginAnew(draft);
    const sent = this.#parts.clock.now();
    const envelopes: Bytes[] = [];
    for (const body of bodies) {
      const record = encodeRecord({ stream, seq: 0, clock, sent, prev, body });
      envelopes.push((await this.#sealer.seal(draft, record)).envelope);
    }
    await this.#commitSealed(draft);
    return envelopes;
  }

  /** Whether nothing may go out: the peer is blocked, or their name leads to another key. */
  get #isHeld(): boolean {
    const { blocked, rival } = this.#rows.state;
    return blocked || rival !== undefined;
  }

  /** What the peer is called: by their own signed bundle, once it was seen. */
  get name(): string {
    return this.#name;
  }

  get #name(): string {
    return this.#rows.get('bundles', ONLY)?.name ?? this.#rows.state.name;
  }

  /** Whether the own identity key is the greater of the two. */
  get #isSecond(): boolean {
    return compare(this.#parts.identity.public, this.#identity) > 0;
  }

  /** What a delivery tells of keys, the own and the peer's. */
  async #learnKeys(received: Received): Promise<void> {
    this.#sealer.noteAnswers(received.usedReplyKeys);
    if (received.hasReceipt) this.#sealer.noteReceipt();
    const known = await this.#bundle.known();
    if (received.bundleNumber > (known?.bundle.number ?? 0)) await this.#refreshBundle();
    void this.#errands
      .run(() => this.#mend(received.peersTroubles))
      .catch((e) => this.#onFailure(e));
    void this.#errands.run(() => this.#tellTrouble(received.troubles));
    void this.#errands.run(() => this.#tellForks(received.forks));
    void this.#errands.run(() => this.#openStreams(received.abandoned));
  }

  async #refreshBundle(): Promise<void> {
    try {
      await this.#bundle.refresh();
    } catch (error) {
      this.#onFailure(error);
    }
  }

  /** Not in turn: it is asked for from within a turn as well, and depends on nothing else. */
  async #storeBundle(bytes: Bytes, name: string): Promise<void> {
    const draft = new Draft(this.#rows);
    const from = this.#name;
    draft.put('bundles', ONLY, { bytes: toBase64url(bytes), name });
    const isRenamed = this.isListed && from !== '' && from !== name;
    // Two who learn of one bundle at once tell of one rename: the signature's end names it.
    const line = this.#renameLine(toBase64url(bytes.subarray(-16)), { from, to: name });
    if (isRenamed) draft.putMessage(line.order, line.row);
    await this.#rows.commit(draft);
    if (isRenamed) {
      this.#publishLine(this.#lines.show(line), false);
      this.noteHolder(this.peer);
    }
    this.#publishView();
  }

  /** The same key under another name: trust stays as it was. */
  #renameLine(id: string, names: { readonly from: string; readonly to: string }): ShownLine {
    const sent = this.#parts.clock.now();
    const row = { id, mine: false, kind: 'renamed', text: '', sent, names } as const;
    return localLine(this.#rows.state.clock, row);
  }

  #onQueued(id: string): void {
    if (this.#problem !== undefined) {
      this.#problem = undefined;
      this.#publishView();
    }
    const view = this.#lines.stateChanged(id);
    if (view !== undefined) this.#publishLine(view, false);
  }

  /** A defect is none of the peer's business, and must not be silent. */
  #onFailure(error: unknown): void {
    if (!(error instanceof ChatError)) throw error;
    const { code } = error;
    if (code.startsWith('storage-')) this.#parts.publish({ kind: 'problem', code });
    if (code === 'person-unknown') {
      this.#presence = { ...this.#presence, online: false, gone: true };
      this.#parts.seekHolder(this.#name);
    }
    const problem = SILENT.has(code) ? undefined : code;
    if (problem === this.#problem && code !== 'person-unknown') return;
    this.#problem = problem;
    this.#publishView();
  }

  #publishReceipts(before: { readonly delivered: number; readonly read: number }): void {
    const { out } = this.#rows.state;
    if (out.delivered === before.delivered && out.read === before.read) return;
    this.#dispatcher.relax();
    for (const view of this.#lines.acknowledged(before)) this.#publishLine(view, false);
    this.#publishView();
  }

  #publishLine(message: MessageView, arrived: boolean): void {
    this.#parts.publish({ kind: 'message', message, arrived });
  }

  #publishView(): void {
    this.#parts.publish({ kind: 'conversation', peer: this.peer });
  }
}

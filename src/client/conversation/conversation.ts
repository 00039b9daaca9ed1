import { type Bytes, fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import { ChatError, type ErrorCode } from '../../protocol/errors.ts';
import type { Presence } from '../../protocol/events.ts';
import { REQUEST_MAX_TEXTS } from '../../protocol/limits.ts';
import { type OrderedBody, parseText } from '../../protocol/record.ts';
import { afterReading, isAllRead } from '../inbound/read-marks.ts';
import { hasGap } from '../inbound/stream-assembler.ts';
import { PeerBundle } from '../keys/peer-bundle.ts';
import { compose, composedEntry } from '../outbound/outbox.ts';
import { SerialQueue } from '../scheduling/serial-queue.ts';
import type { Progress } from '../storage/peer-state.ts';
import { ONLY, type PeerStore, Transaction } from '../storage/peer-store.ts';
import type { RowWrite } from '../storage/sealed-rows.ts';
import type { ChatChange, ConversationView, MessageView, PersonId } from '../views.ts';
import { canLeave, isRequest } from './consent.ts';
import { DraftStore } from './draft-store.ts';
import { PeerChannel, type PeerChannelClient } from './peer-channel.ts';
import { Lines } from './timeline.ts';
import { localEvent, type TimelineEntry } from './timeline-entry.ts';

/** What a conversation needs of the rest of the client. */
export interface ConversationParts extends PeerChannelClient {
  /** The newest bundle that the relay has of someone. @throws ChatError */
  fetchBundle(identity: Bytes): Promise<Bytes>;
  /** Wants to know who holds a name; `noteHolder` tells it. */
  seekHolder(name: string): void;
  publish(change: ChatChange): void;
}

/** Nothing of these is the peer's or the relay's doing: the connection comes back by itself. */
const SILENT: ReadonlySet<ErrorCode> = new Set([
  'connection-lost',
  'person-unknown',
  'unavailable',
]);

/**
 * One person and what is said with them. Everything that changes what is stored goes one after the
 * other, and is shown only when it is stored.
 */
export class Conversation {
  readonly peer: PersonId;
  readonly #rows: PeerStore;
  readonly #parts: ConversationParts;
  readonly #serial = new SerialQueue();
  readonly #channel: PeerChannel;
  readonly #lines: Lines;
  #presence: Pick<ConversationView, 'online' | 'since' | 'gone'>;
  #problem: ErrorCode | undefined;
  readonly #drafts: DraftStore;

  constructor(rows: PeerStore, peer: PersonId, parts: ConversationParts) {
    const key = fromBase64url(peer);
    this.peer = peer;
    this.#drafts = new DraftStore(peer);
    this.#rows = rows;
    this.#parts = parts;
    this.#presence = { online: false, since: 0, gone: false };
    const bundle = new PeerBundle({
      peer: key,
      now: () => parts.clock.now(),
      fetch: () => parts.fetchBundle(key),
      stored: () => rows.get('bundles', ONLY)?.bytes,
      told: () => rows.state.announcedBundle,
      store: (bytes, name) => this.#storeBundle(bytes, name),
    });
    this.#channel = new PeerChannel({
      client: parts,
      peer,
      rows,
      serial: this.#serial,
      bundle,
      onLines: (lines) => this.#onLines(lines),
      onProgress: (before) => this.#onProgress(before),
      onQueued: (id) => this.#onQueued(id),
      onChange: () => this.#publishView(),
      onFailure: (error) => this.#onFailure(error),
    });
    this.#lines = new Lines(peer, rows, this.#channel);
  }

  /** Reads what the list shows of it. */
  async load(draft: string): Promise<void> {
    this.#drafts.typed = draft;
    await this.#lines.loadLast();
  }

  get view(): ConversationView {
    const { consent, blocked, verified, nameTakenBy, unread, updated } = this.#rows.state;
    return {
      peer: this.peer,
      name: this.#name,
      consent,
      blocked,
      verified,
      nameTakenBy,
      ...this.#presence,
      problem: this.#problem,
      missing: hasGap(this.#rows),
      unread,
      last: this.#lines.last,
      updated,
      draft: this.#drafts.typed,
    };
  }

  /** Whether anything of it is worth a row in the list. */
  get isListed(): boolean {
    const { consent, verified } = this.#rows.state;
    return consent !== 'none' || verified || this.#drafts.typed !== '';
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
    const pending = this.#drafts.send(text);
    const store = async (): Promise<MessageView> => {
      const { consent, blocked, requestTexts, nameTakenBy } = this.#rows.state;
      if (nameTakenBy !== undefined) throw new ChatError('key-changed');
      if (blocked) throw new ChatError('conversation-closed');
      if (consent === 'requested' && requestTexts >= REQUEST_MAX_TEXTS) {
        throw new ChatError('conversation-waiting');
      }
      const bodies: OrderedBody[] = consent === 'asked' ? [{ type: 'accept' }] : [];
      const asks = isRequest(consent) && consent !== 'asked';
      bodies.push(asks ? { type: 'text', text, request: true } : { type: 'text', text });
      // What was typed is a message now: no reload may find it in the composer as well.
      this.#drafts.settle(pending);
      return this.#compose(bodies, [this.#drafts.row]);
    };
    try {
      const line = await this.#serial.run(store);
      this.#channel.work();
      return line;
    } finally {
      this.#drafts.settle(pending);
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
    this.#channel.work();
  }

  /** Keys were compared with the peer, or that is taken back. @throws ChatError `storage-…` */
  setVerified(verified: boolean): Promise<void> {
    return this.#change((draft) => {
      draft.state = { ...draft.state, verified };
    });
  }

  /** The relay says who holds the peer's name: if it is somebody else, nothing is sent any more. */
  noteHolder(holder: PersonId | undefined): void {
    const nameTakenBy = holder === this.peer ? undefined : holder;
    if (!this.#rows.isStored || nameTakenBy === this.#rows.state.nameTakenBy) return;
    const changed = this.#change((draft) => {
      draft.state = { ...draft.state, nameTakenBy };
    });
    void changed.then(() => this.#channel.work()).catch((error) => this.#onFailure(error));
  }

  /**
   * The peer's lines were read, up to one of them or all of them.
   * @param through the id of the last line that was read
   * @throws ChatError `storage-…`
   */
  async markRead(through?: string): Promise<void> {
    if (isAllRead(this.#rows.state)) return;
    await this.#change(async (draft) => {
      draft.state = { ...draft.state, ...(await afterReading(this.#rows, through)) };
    });
    this.#channel.work();
  }

  /** Keeps what was typed and not sent. @throws ChatError `storage-…` */
  async saveDraft(text: string): Promise<void> {
    this.#drafts.typed = text;
    await this.#serial.run(async () => {
      const draft = new Transaction(this.#rows);
      if (text !== '' && !this.#rows.isStored) draft.state = { ...draft.state };
      await this.#rows.commit(draft, [this.#drafts.row]);
    });
    this.#publishView();
  }

  /**
   * Takes what came from the peer; resolves when all of it is stored.
   * @throws ChatError `storage-full`, `storage-failed`, `storage-taken`: then nothing was taken
   */
  receive(envelopes: readonly Bytes[]): Promise<void> {
    return this.#channel.receive(envelopes);
  }

  /** The relay says how the peer is. */
  notePresence({ name, online, since }: Omit<Presence, 'identity'>): void {
    const isBack = online && !this.#presence.online;
    this.#presence = { online, since, gone: name === undefined };
    this.#publishView();
    if (name === undefined) this.#parts.seekHolder(this.#name);
    else if (name !== this.#name) void this.#channel.refreshBundle();
    if (isBack) this.#channel.resume();
  }

  /** Signed in again: the relay may have lost everything. */
  noteOnline(): void {
    this.#channel.restart();
  }

  /** Forgets the ids of chains that nothing opens any more: own bundles below a number. */
  async forgetChainIds(oldestBundle: number): Promise<void> {
    await this.#serial.run(async () => {
      const draft = new Transaction(this.#rows);
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
    await this.#channel.idle();
    await this.#serial.idle();
  }

  /** Ends all timers and forgets the keys in memory. */
  async stop(): Promise<void> {
    this.#channel.stop();
    await this.idle();
    this.#channel.retire();
  }

  async #act(type: 'accept' | 'decline' | 'leave', isPossible: boolean): Promise<void> {
    if (!isPossible) return;
    await this.#serial.run(() => this.#compose([{ type }]));
    this.#channel.work();
  }

  async #compose(
    bodies: readonly OrderedBody[],
    others: readonly RowWrite[] = [],
  ): Promise<MessageView> {
    const draft = new Transaction(this.#rows);
    const now = this.#parts.clock.now();
    const entries = bodies.map((body) => compose(draft, body, now));
    await this.#rows.commit(draft, others);
    const views = entries.map((entry) => this.#lines.show(composedEntry(entry)));
    for (const view of views) this.#publishLine(view, false);
    this.#publishView();
    return views.at(-1) as MessageView;
  }

  async #change(edit: (tx: Transaction) => void | Promise<void>): Promise<void> {
    await this.#serial.run(async () => {
      const draft = new Transaction(this.#rows);
      draft.state = { ...draft.state };
      await edit(draft);
      await this.#rows.commit(draft);
    });
    this.#publishView();
  }

  /** What the peer is called: by their own signed bundle, once it was seen. */
  get name(): string {
    return this.#name;
  }

  get #name(): string {
    return this.#rows.get('bundles', ONLY)?.name ?? this.#rows.state.name;
  }

  /** Not in turn: it is asked for from within a turn as well, and depends on nothing else. */
  async #storeBundle(bytes: Bytes, name: string): Promise<void> {
    const draft = new Transaction(this.#rows);
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
  #renameLine(id: string, names: { readonly from: string; readonly to: string }): TimelineEntry {
    const sent = this.#parts.clock.now();
    const row = { id, mine: false, kind: 'renamed', text: '', sent, names } as const;
    return localEvent(this.#rows.state.clock, row);
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

  #onProgress(before: Progress): void {
    for (const view of this.#lines.acknowledged(before)) this.#publishLine(view, false);
    this.#publishView();
  }

  #onLines(lines: readonly TimelineEntry[]): void {
    for (const line of lines) this.#publishLine(this.#lines.show(line), !line.row.mine);
  }

  #publishLine(message: MessageView, arrived: boolean): void {
    this.#parts.publish({ kind: 'message', message, arrived });
  }

  #publishView(): void {
    this.#parts.publish({ kind: 'conversation', peer: this.peer });
  }
}

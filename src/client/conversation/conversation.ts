import { ChatError, type ErrorCode } from '../../protocol/errors.ts';
import type { Presence } from '../../protocol/events.ts';
import { type OrderedBody, parseText } from '../../protocol/record.ts';
import type { ClientContext } from '../client-context.ts';
import { forgetChainIds } from '../inbound/chain-ids.ts';
import { isAllRead } from '../inbound/read-marks.ts';
import { noteRead } from '../messages/countdowns.ts';
import { ExpiryTimer } from '../messages/expiry-timer.ts';
import { MessageActions } from '../messages/message-actions.ts';
import { PeerContext, type PeerEvent } from '../peer-context.ts';
import { isListed, nameOf, type PeerStore, Transaction } from '../storage/peer-store.ts';
import type { ConversationView, MessageRef, MessageView, PersonId } from '../views.ts';
import { composeRecords } from './compose-records.ts';
import { canLeave } from './consent.ts';
import { declineRequest, evictStranger } from './decline.ts';
import { DraftStore, type PendingSend } from './draft-store.ts';
import { PeerActivity } from './peer-activity.ts';
import { PeerChannel } from './peer-channel.ts';
import { storedView } from './stored-view.ts';
import { bodiesOfText } from './text-bodies.ts';
import { Timeline } from './timeline.ts';
import type { TimelineEntry } from './timeline-entry.ts';

/** Errors that neither the peer nor the relay caused: the client reconnects automatically. */
const SILENT: readonly ErrorCode[] = ['connection-lost', 'person-unknown', 'unavailable'];

type Changed = TimelineEntry | readonly TimelineEntry[] | undefined;

/**
 * One peer, and the conversation with them. Everything that changes stored data runs in one queue,
 * and is shown only once it is stored.
 */
export class Conversation {
  readonly channel: PeerChannel;
  readonly timeline: Timeline;
  readonly drafts: DraftStore;
  readonly actions: MessageActions;
  readonly expiry: ExpiryTimer;
  readonly #context: PeerContext;
  readonly #activity: PeerActivity;
  #problem: ErrorCode | undefined;

  constructor(client: ClientContext, peer: PersonId, store: PeerStore) {
    this.#context = new PeerContext(client, peer, store, (event) => this.#onEvent(event));
    this.#activity = new PeerActivity(client.clock, () => this.#publishView());
    this.channel = new PeerChannel(this.#context);
    this.timeline = new Timeline(this.#context, (id) => this.channel.isQueued(id));
    this.drafts = new DraftStore(this.#context);
    this.expiry = new ExpiryTimer(this.#context);
    this.actions = new MessageActions(this.#context, () => this.channel.work());
  }

  get peer(): PersonId {
    return this.#context.peer;
  }

  get store(): PeerStore {
    return this.#context.store;
  }

  /** The peer's name: from their own signed bundle, once it is known. */
  get name(): string {
    return nameOf(this.#context.store);
  }

  get view(): ConversationView {
    return {
      peer: this.peer,
      ...storedView(this.store),
      ...this.#activity.view,
      problem: this.#problem,
      last: this.timeline.last,
      draft: this.drafts.text,
    };
  }

  /** Whether it has anything to show in the list. */
  get isListed(): boolean {
    return isListed(this.#context.store);
  }

  /** The user has typed: this is the text in the composer now. */
  type(text: string): void {
    this.drafts.set(text);
    if (text !== '' && this.#activity.isOnline) this.channel.noteTyping();
  }

  /**
   * Sends a message; to a peer who has not consented yet, it is a request. A rejected text returns
   * to the draft.
   * @param answers the message that it answers
   * @throws ChatError `text-empty`, `text-too-long`, `conversation-closed`, `key-changed`,
   * `storage-full`, `storage-failed`, `storage-taken`
   */
  async sendText(input: string, answers?: MessageRef): Promise<MessageView> {
    const text = parseText(input);
    const pending = this.drafts.beginSend(input);
    try {
      const message = await this.#context.queue.run(async () => {
        return this.#compose(await bodiesOfText(this.#context, text, answers), pending);
      });
      this.channel.work();
      return message;
    } catch (error) {
      this.drafts.giveBack(pending);
      throw error;
    }
  }

  /** Accepts a request. Does nothing when there is none. @throws ChatError `storage-…` */
  accept(): Promise<void> {
    return this.#act('accept', this.#context.store.state.consent === 'asked');
  }

  /**
   * Declines a request and deletes its messages; the peer is not told, and may ask again after a
   * day. Does nothing when there is no request. @throws ChatError `storage-…`
   */
  decline(): Promise<void> {
    const { store, now } = this.#context;
    return this.#change((tx) => declineRequest(tx, store, now));
  }

  /** The user looks at a request: others have to make room first. @throws ChatError `storage-…` */
  async noteSeen(): Promise<void> {
    const { consent, seen } = this.#context.store.state;
    if (consent !== 'asked' || seen) return;
    await this.#change((tx) => {
      tx.state = { ...tx.state, seen: true };
    });
  }

  /** Deletes everything of a stranger, and takes nothing more from them for a day. */
  async evict(): Promise<void> {
    this.channel.stop();
    await this.#context.queue.run(() => evictStranger(this.#context));
  }

  /** Ends the conversation; the peer is told. @throws ChatError `storage-…` */
  leave(): Promise<void> {
    return this.#act('leave', canLeave(this.#context.store.state.consent));
  }

  /**
   * Ignores everything of the peer from now on, without telling them. A request of theirs counts as
   * declined. @throws ChatError `storage-…`
   */
  async setBlocked(blocked: boolean): Promise<void> {
    const { store, now } = this.#context;
    await this.#change(async (tx) => {
      const event = blocked ? await declineRequest(tx, store, now) : undefined;
      tx.state = { ...tx.state, blocked, known: true, unread: 0 };
      return event;
    });
    this.channel.work();
  }

  /** Marks the peer as verified, or removes the mark. @throws ChatError `storage-…` */
  setVerified(verified: boolean): Promise<void> {
    return this.#change((tx) => {
      tx.state = { ...tx.state, verified, known: true };
    });
  }

  /** The relay reports who holds the peer's name: if it is somebody else, nothing more is sent. */
  noteHolder(holder: PersonId | undefined): void {
    const { store, peer } = this.#context;
    const nameTakenBy = holder === peer ? undefined : holder;
    if (!store.isStored || nameTakenBy === store.state.nameTakenBy) return;
    const changed = this.#change((tx) => {
      tx.state = { ...tx.state, nameTakenBy };
    });
    void changed.then(() => this.channel.work()).catch((error) => this.#onFailure(error));
  }

  /**
   * The user has read the peer's entries, up to one of them or all of them.
   * @param through the id of the last entry that was read
   * @throws ChatError `storage-…`
   */
  async markRead(through?: string): Promise<void> {
    if (isAllRead(this.#context.store.state)) return;
    await this.#change((tx) => noteRead(tx, this.#context, through));
    this.channel.work();
  }

  /** The relay reports whether the peer is online. */
  notePresence(presence: Omit<Presence, 'identity'>): void {
    const { name, online } = presence;
    const isBack = online && !this.#activity.isOnline;
    this.#activity.note(presence);
    this.#publishView();
    if (name === undefined) this.#context.client.relay.findHolder(this.name);
    else if (name !== this.name) void this.channel.refreshBundle();
    if (!isBack) return;
    this.channel.renewToken();
    this.channel.resume();
  }

  /** Forgets the ids of chains that nothing opens any more: those of the user's bundles below a number. */
  async forgetChainIds(oldestBundle: number): Promise<void> {
    const { queue, store } = this.#context;
    // A peer store that is not in memory opens nothing, and its chain ids are limited anyway.
    if (store.isOpen) await queue.run(() => forgetChainIds(store, oldestBundle));
  }

  /** Resolves when everything that was requested so far is done. */
  async idle(): Promise<void> {
    await this.channel.idle();
    await this.drafts.idle();
    await this.#context.queue.idle();
  }

  /** Ends all timers and forgets the keys in memory. */
  async stop(): Promise<void> {
    this.expiry.stop();
    this.channel.stop();
    this.#activity.noteStopped();
    await this.idle();
    this.channel.retire();
  }

  async #act(type: 'accept' | 'leave', isPossible: boolean): Promise<void> {
    if (!isPossible) return;
    await this.#context.queue.run(() => this.#compose([{ type }]));
    this.channel.work();
  }

  async #compose(bodies: readonly OrderedBody[], pending?: PendingSend): Promise<MessageView> {
    const shown = await composeRecords(this.#context, bodies, (tx) => {
      // The draft becomes a message in this transaction, so a reload finds it once.
      if (pending !== undefined) this.drafts.endSend(tx, pending);
    });
    await this.#context.quotes.renew(shown);
    const views = shown.map((entry) => this.timeline.put(entry));
    for (const view of views) this.#publishMessage(view);
    this.#publishView();
    return views.at(-1) as MessageView;
  }

  /** @param edit may return entries that are new in the timeline, or have changed */
  async #change(edit: (tx: Transaction) => Changed | Promise<Changed>): Promise<void> {
    const { queue, store } = this.#context;
    await queue.run(async () => {
      const tx = new Transaction(store);
      tx.state = { ...tx.state };
      const changed = await edit(tx);
      await store.commit(tx);
      await this.#context.emitTimeline([changed ?? []].flat());
    });
    this.#publishView();
  }

  #onEvent(event: PeerEvent): void {
    switch (event.kind) {
      case 'timeline':
        this.#onTimeline(event.entries);
        this.expiry.schedule();
        return;
      case 'removed':
        this.#onRemoved(event.ids);
        return;
      case 'queued':
        this.#onQueued(event.id);
        return;
      case 'acknowledged':
        for (const view of this.timeline.acknowledgedSince(event.before)) {
          this.#publishMessage(view);
        }
        break;
      case 'bundle':
        if (event.renamed !== undefined) {
          this.#publishMessage(this.timeline.put(event.renamed));
          this.noteHolder(this.peer);
        }
        break;
      case 'typing':
        this.#activity.noteTyping(event.age);
        break;
      case 'failed':
        this.#onFailure(event.error);
        return;
      case 'changed':
        break;
    }
    this.#publishView();
  }

  #onTimeline(entries: readonly TimelineEntry[]): void {
    for (const entry of entries) {
      const isArrived = !entry.row.mine && entry.isChanged !== true;
      if (isArrived) this.#activity.noteStopped();
      if (isArrived && this.#problem?.startsWith('storage-')) this.#endProblem();
      this.#publishMessage(this.timeline.put(entry), isArrived);
    }
  }

  #onRemoved(ids: readonly string[]): void {
    const { client, peer } = this.#context;
    for (const id of ids) client.publish({ kind: 'removed', peer, id });
    const removed = this.timeline.remove(ids).then(() => this.#publishView());
    void removed.catch((error) => this.#onFailure(error));
  }

  #onQueued(id: string): void {
    this.channel.files.work();
    this.#endProblem();
    const view = this.timeline.sentWith(id);
    if (view !== undefined) this.#publishMessage(view);
  }

  /** What had failed works again. */
  #endProblem(): void {
    if (this.#problem === undefined) return;
    const { client } = this.#context;
    if (this.#problem.startsWith('storage-')) client.publish({ kind: 'problem', code: undefined });
    this.#problem = undefined;
    this.#publishView();
  }

  /** A defect of this program does not concern the peer, and must not be silent. */
  #onFailure(error: unknown): void {
    if (!(error instanceof ChatError)) throw error;
    const { client } = this.#context;
    const { code } = error;
    if (code.startsWith('storage-')) client.publish({ kind: 'problem', code });
    if (code === 'person-unknown') {
      this.#activity.noteGone();
      client.relay.findHolder(this.name);
    }
    const problem = SILENT.includes(code) ? undefined : code;
    if (problem === this.#problem && code !== 'person-unknown') return;
    this.#problem = problem;
    this.#publishView();
  }

  #publishMessage(message: MessageView, arrived = false): void {
    this.#context.client.publish({ kind: 'message', message, arrived });
  }

  #publishView(): void {
    this.#context.client.publish({ kind: 'conversation', peer: this.peer });
  }
}

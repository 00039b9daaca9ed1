import { isEmoji } from '../../protocol/emoji.ts';
import { EDIT_MS } from '../../protocol/limits.ts';
import { type ChangeBody, parseText } from '../../protocol/record.ts';
import { checkConsent } from '../conversation/consent.ts';
import {
  type ChangedBy,
  isPlaced,
  type MessageRow,
  type TimelineEntry,
} from '../conversation/timeline-entry.ts';
import { addToOutbox, composedEntries } from '../outbound/outbox.ts';
import { indexKey, type OutboxEntry } from '../outbound/outbox-entry.ts';
import type { Transaction } from '../storage/peer-store.ts';
import type { MessageRef } from '../views.ts';
import { deletedRow, editedRow, reactedRow } from './message-change.ts';
import { type Authors, findMessage, findPlaced, isAlive, refTo } from './message-lookup.ts';
import { eraseWordings } from './outbox-erasure.ts';

/** The effects of a user's change on this device. */
export interface OwnChange {
  readonly entries: readonly TimelineEntry[];
  /** Ids of entries that are gone. */
  readonly removed: readonly string[];
}

const NOTHING: OwnChange = { entries: [], removed: [] };

/**
 * Changes that the user makes to messages, applied here and composed for the peer. An impossible
 * change has no effect. Those that the peer receives throw ChatError `key-changed` and
 * `conversation-closed`.
 */
export class OwnChanges {
  readonly #tx: Transaction;
  readonly #authors: Authors;
  readonly #now: number;

  constructor(tx: Transaction, authors: Authors, now: number) {
    this.#tx = tx;
    this.#authors = authors;
    this.#now = now;
  }

  /** Adds the user's reaction to a message; an empty emoji removes it. */
  async react(ref: MessageRef, emoji: string): Promise<OwnChange> {
    const found = await findPlaced(this.#tx, ref);
    if (found === undefined || !isAlive(found.row) || !(emoji === '' || isEmoji(emoji))) {
      return NOTHING;
    }
    checkConsent(this.#tx.state);
    const to = await refTo(found, this.#authors);
    const by = this.#compose({ type: 'reaction', to, emoji });
    const reaction = { mine: true, emoji, wording: to.wording, by };
    return this.#put(found.order, await reactedRow(found, reaction, this.#authors));
  }

  /**
   * Changes the wording of an outgoing text. An unsealed one is simply replaced.
   * @throws ChatError `text-empty`, `text-too-long`
   */
  async edit(id: string, input: string): Promise<OwnChange> {
    const text = parseText(input);
    const found = await findMessage(this.#tx, { mine: true, id });
    if (found?.row.kind !== 'text' || !isAlive(found.row) || found.row.text === text)
      return NOTHING;
    if (!isPlaced(found.order)) return this.#rewrite(id, { ...found, row: { ...found.row, text } });
    if (!isEditable(found.row, this.#now)) return NOTHING;
    checkConsent(this.#tx.state);
    const waiting = this.#waitingEdit(id);
    const by = this.#compose({ type: 'edit', id, text }, waiting);
    await eraseWordings(this.#tx, id, text);
    const edited = await editedRow(found, text, by, this.#authors);
    return this.#put(found.order, { ...edited, editedAt: this.#now });
  }

  /** Deletes an outgoing text on both devices. An unsealed one is simply removed. */
  async delete(id: string): Promise<OwnChange> {
    const found = await findMessage(this.#tx, { mine: true, id });
    if (found === undefined || !isAlive(found.row)) return NOTHING;
    if (!isPlaced(found.order)) return this.#cancel(id);
    checkConsent(this.#tx.state);
    const waiting = this.#waitingEdit(id);
    if (waiting !== undefined) this.#tx.delete('outbox', indexKey(waiting.index));
    const by = this.#compose({ type: 'delete', id });
    this.#tx.forgetFile({ mine: true, id });
    await eraseWordings(this.#tx, id);
    return this.#put(found.order, deletedRow(found.row, by));
  }

  /** Removes a message from this device only. */
  async forget(ref: MessageRef): Promise<OwnChange> {
    const found = await findMessage(this.#tx, ref);
    if (found === undefined) return NOTHING;
    if (!isPlaced(found.order)) return this.#cancel(ref.id);
    this.#tx.deleteMessage(found.order);
    this.#tx.forgetMessage(ref);
    this.#tx.forgetFile(ref);
    return { entries: [], removed: [found.row.id] };
  }

  #put(order: string, row: MessageRow): OwnChange {
    this.#tx.putMessage(order, row);
    return { entries: [{ order, row }], removed: [] };
  }

  #compose(body: ChangeBody, waiting?: OutboxEntry): ChangedBy {
    const { id } = addToOutbox(this.#tx, body, this.#now, waiting);
    return { entry: id, stream: '', seq: 0 };
  }

  /** An edit of a message that is not sealed yet: a newer one takes its place. */
  #waitingEdit(id: string): OutboxEntry | undefined {
    return composedEntries(this.#tx).find(({ body }) => body.type === 'edit' && body.id === id);
  }

  #rewrite(id: string, entry: TimelineEntry): OwnChange {
    const waiting = composedEntries(this.#tx).find((each) => each.id === id);
    if (waiting?.body.type !== 'text') return NOTHING;
    const body = { ...waiting.body, text: entry.row.text };
    this.#tx.put('outbox', indexKey(waiting.index), { ...waiting, body });
    return { entries: [entry], removed: [] };
  }

  #cancel(id: string): OwnChange {
    const waiting = composedEntries(this.#tx).find((each) => each.id === id);
    if (waiting === undefined) return NOTHING;
    this.#tx.delete('outbox', indexKey(waiting.index));
    this.#tx.forgetFile({ mine: true, id });
    return { entries: [], removed: [id] };
  }
}

/**
 * Whether a message is recent enough to be edited: the peer rejects later edits by its own clock.
 */
const isEditable = ({ sent }: MessageRow, now: number): boolean => now <= sent + EDIT_MS;

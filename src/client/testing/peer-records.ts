import { randomBytes } from '../../crypto/random.ts';
import { recordHash } from '../../crypto/record-hash.ts';
import { fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import { encodeRecord, type RecordBody } from '../../protocol/record.ts';
import { type TimelineEntry, viewOf } from '../conversation/timeline-entry.ts';
import { placeRecord } from '../inbound/stream-assembler.ts';
import { type Authors, quoteOf } from '../messages/message-lookup.ts';
import { type PeerStore, Transaction } from '../storage/peer-store.ts';
import type { MessageView } from '../views.ts';
import { ManualClock } from './manual-clock.ts';
import { makePeerContext } from './peer-context.ts';

/** An accepted conversation with a peer who may send arbitrary records, without a network. */
export class PeerRecords {
  readonly clock = new ManualClock();
  readonly authors: Authors = { own: randomBytes(32), peer: randomBytes(32) };
  readonly store: PeerStore;
  #stream = randomBytes(16);
  #seq = 0;
  #lamport = 0;
  #prev = toBase64url(new Uint8Array(32));

  private constructor(store: PeerStore) {
    this.store = store;
  }

  static async open(): Promise<PeerRecords> {
    const { store } = await makePeerContext({ identity: randomBytes(32) });
    const records = new PeerRecords(store);
    await records.write((tx) => {
      tx.state = { ...tx.state, consent: 'accepted' };
    });
    return records;
  }

  /** The identity keys, as records name them. */
  get keys(): { readonly own: string; readonly peer: string } {
    return { own: toBase64url(this.authors.own), peer: toBase64url(this.authors.peer) };
  }

  async write<T>(change: (tx: Transaction) => T | Promise<T>): Promise<T> {
    const tx = new Transaction(this.store);
    const result = await change(tx);
    await this.store.commit(tx);
    return result;
  }

  /** The peer starts another stream. */
  beginStream(): void {
    this.#stream = randomBytes(16);
    this.#seq = 0;
    this.#prev = toBase64url(new Uint8Array(32));
  }

  /** Processes the next record of the peer. Returns the entries that are new or have changed. */
  async take(body: RecordBody): Promise<TimelineEntry[]> {
    const [seq, clock] = [++this.#seq, ++this.#lamport];
    const prev = fromBase64url(this.#prev);
    const record = { stream: this.#stream, seq, clock, sent: this.clock.now(), prev, body };
    const bytes = encodeRecord(record);
    this.#prev = await recordHash(bytes);
    const nothing = {
      readReceipts: true,
      displayed: '',
      above: async () => undefined,
      from: async () => [],
    };
    const me = { losesTieBreak: true, authors: this.authors, now: this.clock.now(), ...nothing };
    return this.write((tx) => placeRecord(tx, record, bytes, me));
  }

  /** The timeline, as a screen would show it. */
  async timeline(): Promise<MessageView[]> {
    const entries = await this.store.messages({});
    return Promise.all(
      entries.map(async (entry) => {
        const quote = await quoteOf(this.store, entry, this.authors);
        return viewOf('peer', entry, { state: undefined, quote, expiresAt: undefined });
      }),
    );
  }
}

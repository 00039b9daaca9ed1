import { sha256 } from '../../crypto/hash.ts';
import { generateKemKey } from '../../crypto/kem.ts';
import { makeOffer } from '../../crypto/offer.ts';
import { type Bytes, fromBase64url, toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import {
  CHAIN_WAIT_MAX_MS,
  CHAIN_WAIT_MIN_MS,
  CHAINS_WITHOUT_RECEIPT,
  REPLY_KEYS_KEPT,
} from '../../protocol/limits.ts';
import type { PeerBundle } from '../keys/peer-bundle.ts';
import type { PeerContext } from '../peer-context.ts';
import { ONLY, type Transaction } from '../storage/peer-store.ts';
import { mayBegin, noteBegun, shouldEnd } from './chain-pace.ts';
import { type ChainedRecord, SendingChain } from './sending-chain.ts';

/** The keys for a new chain: a reply key of the peer if there is one, or their bundle key. */
type Begin = 'any-key' | 'bundle-key';

/**
 * Seals records to one peer in the live chain; starts a new one when there is none. Private halves
 * of reply keys go into the transaction, which `commit` must store before an envelope leaves.
 */
export class Sealer {
  readonly #context: PeerContext;
  readonly #bundle: PeerBundle;
  #chain: SendingChain | undefined;
  /**
   * Chains abandoned since the last receipt, for the back-off of two peers who cannot open them.
   */
  #givenUp = 0;
  #lastBegun = 0;

  constructor(context: PeerContext, bundle: PeerBundle) {
    this.#context = context;
    this.#bundle = bundle;
  }

  /** The live chain, in base64url. */
  get chainId(): string | undefined {
    return this.#chain?.id;
  }

  /**
   * Requests from the relay what a new chain would need. It must not run within the peer's queue,
   * because the relay may be slow.
   * @throws ChatError `person-unknown`, `connection-lost`, `bundle-…`
   */
  async prepare(): Promise<void> {
    if ((await this.#live(this.#context.store)) === undefined) await this.#bundle.renew();
  }

  /**
   * Seals the bytes of a record. Calls must not overlap.
   * @throws ChatError `too-large`, `person-unknown`, `bundle-…`; `unavailable` when the peer opened none of the
   *   last chains, or would not open one more now
   */
  async seal(tx: Transaction, record: Bytes): Promise<ChainedRecord> {
    const chain = (await this.#live(tx)) ?? (await this.#begin(tx, 'any-key'));
    const envelope = await chain.seal(record);
    return { envelope, chain: chain.id, bundle: chain.facts.bundleNumber };
  }

  /** Starts a chain from the peer's bundle key, whatever else is available. */
  async beginFromBundle(tx: Transaction): Promise<void> {
    this.giveUp();
    await this.#begin(tx, 'bundle-key');
  }

  /** Abandons the live chain: the peer cannot open it. */
  giveUp(): void {
    this.#givenUp++;
    this.retire();
  }

  /** The peer started chains with these reply keys. */
  noteAnswers(replyKeys: readonly string[]): void {
    const chain = this.#chain;
    if (chain !== undefined && replyKeys.includes(chain.facts.replyKey)) chain.isAnswered = true;
  }

  /** The peer opened something that was sealed to them. */
  noteReceipt(): void {
    this.#givenUp = 0;
  }

  /**
   * Commits what sealing has changed. Keys of a chain whose private halves were not stored must seal
   * nothing that leaves, so a failure ends the live chain.
   * @throws ChatError `storage-…`
   */
  async commit(tx: Transaction): Promise<void> {
    try {
      await this.#context.store.commit(tx);
    } catch (error) {
      this.retire();
      throw error;
    }
  }

  /** Forgets the live chain's keys; the next record starts another chain. */
  retire(): void {
    this.#chain?.retire();
    this.#chain = undefined;
  }

  async #live(source: Pick<Transaction, 'state' | 'entries'>): Promise<SendingChain | undefined> {
    const known = await this.#bundle.known();
    const chain = this.#chain;
    if (known === undefined) return undefined;
    // A relay must not keep a chain alive by hiding a bundle that the peer announced.
    const newest = Math.max(known.bundle.number, source.state.announcedBundle);
    if (chain?.isUsable(newest) !== true) return undefined;
    return shouldEnd(source, chain, this.#context.now) ? undefined : chain;
  }

  async #begin(tx: Transaction, how: Begin): Promise<SendingChain> {
    this.retire();
    this.#checkPace();
    if (!mayBegin(tx, this.#context.now)) throw new ChatError('unavailable');
    const { client, now } = this.#context;
    const { identity, bundle } = client.profile;
    const to = await this.#bundle.forSealing();
    const kemKey = how === 'any-key' ? takePeerReplyKey(tx) : undefined;
    const reply = await generateKemKey();
    const begun = await makeOffer(
      { identity, bundleNumber: bundle.number },
      { to, kemKey, replyKey: reply.public },
    );
    const replyKey = toBase64url(await sha256(reply.public));
    keepReplyKey(tx, replyKey, { seed: toBase64url(reply.seed), made: now });
    const facts = { bundleNumber: to.bundle.number, replyKey, begunAt: now };
    this.#chain = new SendingChain(begun, facts);
    noteBegun(tx, this.#chain.id, now);
    this.#lastBegun = now;
    return this.#chain;
  }

  #checkPace(): void {
    const excess = this.#givenUp - CHAINS_WITHOUT_RECEIPT;
    if (excess <= 0) return;
    const wait = Math.min(CHAIN_WAIT_MIN_MS * 2 ** (excess - 1), CHAIN_WAIT_MAX_MS);
    if (this.#context.now < this.#lastBegun + wait) throw new ChatError('unavailable');
  }
}

/** Takes the peer's newest reply key, which is used once. */
function takePeerReplyKey(tx: Transaction): Bytes | undefined {
  const known = tx.get('peer-reply-key', ONLY);
  if (known === undefined) return undefined;
  tx.delete('peer-reply-key', ONLY);
  return fromBase64url(known.key);
}

function keepReplyKey(
  tx: Transaction,
  digest: string,
  key: { readonly seed: string; readonly made: number },
): void {
  tx.put('reply-keys', digest, key);
  const oldestFirst = [...tx.entries('reply-keys')].sort(([, a], [, b]) => a.made - b.made);
  for (const [old] of oldestFirst.slice(0, -REPLY_KEYS_KEPT)) tx.delete('reply-keys', old);
}

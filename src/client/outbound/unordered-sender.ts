import { type Bytes, fromBase64url, release } from '../../protocol/bytes.ts';
import { encodeRecord, type UnorderedBody } from '../../protocol/record.ts';
import { mayAcknowledge } from '../conversation/consent.ts';
import { repeatReceipt } from '../inbound/receipt.ts';
import type { PeerContext } from '../peer-context.ts';
import { NO_PREV } from '../storage/peer-state.ts';
import { Transaction } from '../storage/peer-store.ts';
import { withRenewal } from '../tokens/given-tokens.ts';
import type { Sealer } from './sealer.ts';
import { sendEnvelope } from './send-envelope.ts';

/** Sends unordered records. Each is sent once; a later one replaces it. */
export class UnorderedSender {
  readonly #context: PeerContext;
  readonly #sealer: Sealer;

  constructor(context: PeerContext, sealer: Sealer) {
    this.#context = context;
    this.#sealer = sealer;
  }

  /** Whether the peer may now be sent something that the user did not write. */
  get maySend(): boolean {
    const { client, store } = this.#context;
    return mayAcknowledge(store.state.consent) && client.relay.isOnline;
  }

  /**
   * Sends records in the live chain. @throws ChatError when the relay did not accept all of them
   */
  async send(bodies: readonly UnorderedBody[]): Promise<void> {
    await this.#sealer.prepare();
    await this.#send(bodies, async () => undefined);
  }

  /**
   * Sends records in a new chain from the peer's bundle, which they can open whatever they lost.
   */
  async sendInNewChain(bodies: readonly UnorderedBody[]): Promise<void> {
    await this.#send(bodies, async (tx) => {
      await this.#sealer.beginFromBundle(tx);
      // The peer may have missed everything in earlier chains.
      repeatReceipt(tx);
    });
  }

  async #send(
    bodies: readonly UnorderedBody[],
    begin: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    const { queue } = this.#context;
    const envelopes = await queue.run(() => this.#seal(bodies, begin));
    await Promise.all(
      envelopes.map(async (envelope) => {
        await sendEnvelope(this.#context, envelope, { isRepeated: false });
        release(envelope);
      }),
    );
  }

  async #seal(
    bodies: readonly UnorderedBody[],
    begin: (tx: Transaction) => Promise<void>,
  ): Promise<Bytes[]> {
    const { store, now, relayTime } = this.#context;
    const { clock, out } = store.state;
    const [stream, prev] = [fromBase64url(out.stream), fromBase64url(NO_PREV)];
    const tx = new Transaction(store);
    await begin(tx);
    const envelopes: Bytes[] = [];
    const encode = (body: UnorderedBody): Bytes => {
      const sent = body.type === 'typing' ? relayTime : now;
      return encodeRecord({ stream, seq: 0, clock, sent, prev, body });
    };
    for (const body of bodies) {
      const complete =
        body.type === 'receipt' ? await withRenewal(tx, body, this.#context, encode) : body;
      const record = encode(complete);
      envelopes.push((await this.#sealer.seal(tx, record)).envelope);
      release(record);
    }
    await this.#sealer.commit(tx);
    return envelopes;
  }
}

import type { DecryptionFailureBody, ForkBody } from '../../protocol/record.ts';
import { loadCode } from '../connection/load-code.ts';
import type { openStream } from '../inbound/fork.ts';
import type { Received } from '../inbound/inbox.ts';
import { ReportLimits } from '../inbound/report-limits.ts';
import type { Abandoned } from '../inbound/stream-fork.ts';
import type { PeerBundle } from '../keys/peer-bundle.ts';
import { sealedEntries } from '../outbound/outbox.ts';
import type { OutboxSealer } from '../outbound/outbox-sealer.ts';
import type { RetransmitQueue } from '../outbound/retransmit-queue.ts';
import type { Sealer } from '../outbound/sealer.ts';
import type { UnorderedSender } from '../outbound/unordered-sender.ts';
import type { PeerContext } from '../peer-context.ts';
import { Transaction } from '../storage/peer-store.ts';

/** The parts of a peer channel that repair uses. */
export interface ChannelParts {
  readonly bundle: PeerBundle;
  readonly sealer: Sealer;
  readonly outbox: OutboxSealer;
  readonly retransmits: RetransmitQueue;
  readonly unordered: UnorderedSender;
}

/** Repairs a channel in which one side cannot open what the other sent, or a stream has forked. */
export class ChannelRepair {
  readonly #context: PeerContext;
  readonly #parts: ChannelParts;
  readonly #failureLimits = new ReportLimits();
  readonly #streamLimits = new ReportLimits();

  constructor(context: PeerContext, parts: ChannelParts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** Does what a delivery requires, one step after the other. Each step may fail on its own. */
  steps(received: Received): (() => Promise<void>)[] {
    const { peersFailures, failures, forks, abandoned } = received;
    return [
      () => this.#resend(peersFailures),
      () => this.#reportFailures(failures),
      () => this.#tellForks(forks),
      () => this.#openStreams(abandoned),
    ];
  }

  /**
   * Handles a report that the peer cannot open something: it is sent again with its offer, or
   * sealed again.
   */
  async #resend(failures: readonly DecryptionFailureBody[]): Promise<void> {
    if (failures.length === 0) return;
    const { store, queue } = this.#context;
    const { bundle, sealer, outbox, retransmits } = this.#parts;
    await bundle.renew();
    await queue.run(async () => {
      for (const { chain, reason } of failures) {
        const entries = sealedEntries(store);
        const inChain = entries.filter(({ sealed }) => sealed.chain === chain);
        const isLive = sealer.chainId === chain;
        if (isLive) sealer.giveUp();
        if (inChain.length === 0 && !isLive) continue;
        if (reason === 'no-offer') retransmits.resend(inChain.map(({ id }) => id));
        else await outbox.sealAgain(entries.filter((e) => e.sealed.chain !== sealer.chainId));
      }
    });
  }

  /**
   * Reports that what the peer sent cannot be opened, in a new chain that the peer can certainly
   * open.
   */
  async #reportFailures(failures: readonly DecryptionFailureBody[]): Promise<void> {
    const { bundle, unordered } = this.#parts;
    if (!unordered.maySend) return;
    const { now } = this.#context;
    const told = failures.filter(({ chain }) => this.#failureLimits.take(chain, now));
    if (told.length === 0) return;
    await bundle.renew();
    await unordered.sendInNewChain(told);
  }

  /** Tells the peer of streams that have forked. */
  async #tellForks(forks: readonly ForkBody[]): Promise<void> {
    const { unordered } = this.#parts;
    if (!unordered.maySend) return;
    const { now } = this.#context;
    const told = forks.filter(({ reason, stream }) =>
      this.#failureLimits.take(`${reason} ${stream}`, now),
    );
    if (told.length > 0) await unordered.send(told);
  }

  async #openStreams(abandoned: readonly Abandoned[]): Promise<void> {
    for (const stream of abandoned) await this.#openStream(stream);
  }

  /**
   * Continues in a new stream, at most once a minute: otherwise a hostile peer could keep this
   * client busy.
   */
  async #openStream(abandoned: Abandoned): Promise<void> {
    const { queue, emit } = this.#context;
    // Streams fork rarely, so this code is loaded when it is needed.
    const fork = await loadCode(import('../inbound/fork.ts'));
    const entries = await queue.run(() => this.#replaceStream(abandoned, fork.openStream));
    if (entries.length > 0) emit({ kind: 'changed' });
  }

  async #replaceStream(abandoned: Abandoned, open: typeof openStream) {
    const { store, now } = this.#context;
    if (abandoned.stream !== store.state.out.stream) return [];
    if (!this.#streamLimits.take('', now)) return [];
    const tx = new Transaction(store);
    const history = abandoned.lostFrom === undefined ? [] : await store.messages({});
    const entries = await open(tx, history, abandoned, this.#context);
    await store.commit(tx);
    if (entries.length > 0) {
      const again = [...store.entries('outbox').values()];
      this.#parts.retransmits.replace(again.map(({ id }) => id));
    }
    await this.#context.emitTimeline(entries);
    return entries;
  }
}

import type { Logger } from 'pino';
import { Quota } from '../limits/quota.ts';
import {
  type DirectEnvelope,
  type DirectOutcome,
  UNREACHABLE,
} from '../routing/direct-envelope.ts';
import { directChannel } from '../store/redis/keys.ts';
import type { RedisLink } from '../store/redis/redis-link.ts';
import type { PodId } from '../store/store.ts';
import {
  decodePodMessage,
  type EnvelopeItem,
  encodePodMessage,
  type OutcomeItem,
} from './pod-message.ts';

/**
 * A pod replies to every envelope within DIRECT_MAX_WAIT_MS. One that does not reply for this long,
 * ms, has crashed or cannot keep up, and gets no envelopes for a while. That time doubles from the
 * first to the longest, because more load on a slow pod would make it slower.
 */
const ANSWER_MS = 3_000;
const PAUSE_MIN_MS = 5_000;
const PAUSE_MAX_MS = 60_000;
const CHECK_MS = 250;
/**
 * An outcome waits this long, ms, when its pod has just been sent a message: the next message takes it
 * along. A message of its own would wake Redis and the other pod once more for each text.
 */
const OUTCOMES_WAIT_MS = 10;
/** Bytes of envelopes that wait for replies of other pods. */
const UNANSWERED_MAX_BYTES = 32 * 1024 * 1024;

interface Unanswered {
  readonly pod: PodId;
  readonly envelope: DirectEnvelope;
  readonly since: number;
}

/** Data to send to one pod. */
interface Outbox {
  envelopes: EnvelopeItem[];
  outcomes: OutcomeItem[];
  /** Whether it is sent at the end of this turn of the event loop. */
  isDue: boolean;
}

/** A pod that did not reply. */
interface Pause {
  readonly until: number;
  readonly ms: number;
}

/**
 * Carries envelopes between pods: all those for one pod in one turn of the event loop are one
 * message. Outcomes are part of such messages, or of one of their own that follows soon.
 */
export class PodChannel {
  readonly #link: RedisLink;
  readonly #logger: Logger;
  readonly #publish: 'publish' | 'spublish';
  readonly #outcomesWaitMs: number;
  readonly #unanswered = new Map<number, Unanswered>();
  readonly #bytes = new Quota(UNANSWERED_MAX_BYTES);
  readonly #pauses = new Map<PodId, Pause>();
  /** Those of pods that were sent a message lately, or are about to be. */
  readonly #outboxes = new Map<PodId, Outbox>();
  #isFlushing = false;
  #outcomesTimer: NodeJS.Timeout | undefined;
  #listener: (envelope: DirectEnvelope) => void = (envelope) => envelope.settle(UNREACHABLE);
  #lastTicket = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(link: RedisLink, sharded: boolean, logger: Logger, outcomesWaitMs: number) {
    this.#link = link;
    this.#outcomesWaitMs = outcomesWaitMs;
    this.#logger = logger;
    this.#publish = sharded ? 'spublish' : 'publish';
  }

  /** Resolves when this pod can be reached by others. @param sharded needed in a Redis Cluster */
  static async open(
    link: RedisLink,
    sharded: boolean,
    logger: Logger,
    outcomesWaitMs = OUTCOMES_WAIT_MS,
  ): Promise<PodChannel> {
    const channel = new PodChannel(link, sharded, logger, outcomesWaitMs);
    const { subscriber, pod } = link;
    const own = Buffer.from(directChannel(pod));
    subscriber.on(sharded ? 'smessageBuffer' : 'messageBuffer', (from: Buffer, bytes: Buffer) => {
      if (from.equals(own)) channel.#receive(bytes);
    });
    if (sharded) await subscriber.ssubscribe(directChannel(pod));
    else await subscriber.subscribe(directChannel(pod));
    return channel;
  }

  /** Whether a pod may be sent envelopes now. */
  isReachable(pod: PodId): boolean {
    const pause = this.#pauses.get(pod);
    return (pause === undefined || pause.until <= performance.now()) && this.#bytes.hasRoomFor(1);
  }

  /** Passes an envelope to the pod of its receiver. */
  send(pod: PodId, envelope: DirectEnvelope): void {
    const ticket = this.#nextTicket();
    this.#bytes.add(envelope.envelope.length);
    this.#unanswered.set(ticket, { pod, envelope, since: performance.now() });
    this.#timer ??= setInterval(() => this.#check(), CHECK_MS).unref();
    const { to, from, serial, after, envelope: bytes } = envelope;
    const outbox = this.#outbox(pod);
    outbox.envelopes.push({ ticket, to, from, serial, after, envelope: bytes });
    this.#makeDue(outbox);
  }

  /** Receives the envelopes that other pods send. */
  onEnvelope(listener: (envelope: DirectEnvelope) => void): void {
    this.#listener = listener;
  }

  close(): void {
    clearInterval(this.#timer);
    clearInterval(this.#outcomesTimer);
    this.#flush();
  }

  #nextTicket(): number {
    this.#lastTicket = (this.#lastTicket + 1) % 2 ** 32;
    return this.#lastTicket;
  }

  /** That of a pod which was not sent anything lately is due at once. */
  #outbox(pod: PodId): Outbox {
    const waiting = this.#outboxes.get(pod);
    if (waiting !== undefined) return waiting;
    const outbox = { envelopes: [], outcomes: [], isDue: false };
    this.#outboxes.set(pod, outbox);
    this.#makeDue(outbox);
    return outbox;
  }

  #makeDue(outbox: Outbox): void {
    outbox.isDue = true;
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    setImmediate(() => {
      this.#isFlushing = false;
      this.#flush(({ isDue }) => isDue);
      this.#outcomesTimer ??= setInterval(
        () => this.#flushOutcomes(),
        this.#outcomesWaitMs,
      ).unref();
    });
  }

  /** Sends the outcomes that no message took along. */
  #flushOutcomes(): void {
    for (const [pod, { outcomes, isDue }] of this.#outboxes) {
      if (outcomes.length === 0 && !isDue) this.#outboxes.delete(pod);
    }
    this.#flush(({ isDue }) => !isDue);
    if (this.#outboxes.size > 0) return;
    clearInterval(this.#outcomesTimer);
    this.#outcomesTimer = undefined;
  }

  #flush(isTheirTurn: (outbox: Outbox) => boolean = () => true): void {
    this.#link.together(() => {
      for (const [pod, outbox] of this.#outboxes) {
        if (!isTheirTurn(outbox)) continue;
        const { envelopes, outcomes } = outbox;
        Object.assign(outbox, { envelopes: [], outcomes: [], isDue: false });
        void this.#write(pod, envelopes, outcomes);
      }
    });
  }

  /** Without a subscriber the pod is gone, so its envelopes need not wait for a reply. */
  async #write(
    pod: PodId,
    envelopes: readonly EnvelopeItem[],
    outcomes: readonly OutcomeItem[],
  ): Promise<void> {
    const message = encodePodMessage({ from: this.#link.pod, envelopes, outcomes });
    const receivers = await this.#link
      .call(this.#publish, directChannel(pod), message)
      .catch(() => 0);
    if (receivers !== 0) return;
    for (const { ticket } of envelopes) this.#settle(pod, ticket, UNREACHABLE);
  }

  #receive(bytes: Buffer): void {
    try {
      const { from, envelopes, outcomes } = decodePodMessage(bytes);
      if (outcomes.length > 0) this.#pauses.delete(from);
      for (const { ticket, outcome } of outcomes) this.#settle(from, ticket, outcome);
      for (const item of envelopes) this.#listener(this.#remote(from, item));
    } catch (error) {
      this.#logger.error({ err: error }, 'a message of another relay could not be read');
    }
  }

  #remote(pod: PodId, item: EnvelopeItem): DirectEnvelope {
    const { ticket, to, from, serial, after, envelope } = item;
    const settle = (outcome: DirectOutcome): void => {
      this.#outbox(pod).outcomes.push({ ticket, outcome });
    };
    return { to, from, serial, after, envelope, settle };
  }

  #settle(pod: PodId, ticket: number, outcome: DirectOutcome): void {
    const unanswered = this.#unanswered.get(ticket);
    if (unanswered?.pod !== pod) return;
    this.#unanswered.delete(ticket);
    this.#bytes.release(unanswered.envelope.envelope.length);
    unanswered.envelope.settle(outcome);
  }

  #check(): void {
    const now = performance.now();
    for (const { pod, since } of this.#unanswered.values()) {
      if (since + ANSWER_MS > now) return;
      this.#giveUp(pod, now);
    }
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Everything that waits for this pod is sent to the mailbox. */
  #giveUp(pod: PodId, now: number): void {
    const before = this.#pauses.get(pod)?.ms;
    const ms = before === undefined ? PAUSE_MIN_MS : Math.min(2 * before, PAUSE_MAX_MS);
    for (const [other, { until }] of this.#pauses) {
      if (until + PAUSE_MAX_MS < now) this.#pauses.delete(other);
    }
    this.#pauses.set(pod, { until: now + ms, ms });
    this.#logger.warn({ pod, pauseMs: ms }, 'another relay does not answer');
    for (const [ticket, unanswered] of this.#unanswered) {
      if (unanswered.pod === pod) this.#settle(pod, ticket, UNREACHABLE);
    }
  }
}

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ErrorCode } from '../../protocol/errors.ts';
import { MAILBOX_MAX_ENVELOPES } from '../../protocol/limits.ts';
import type { MemoryUse } from '../store/memory-budget.ts';

/** Values that are read when the metrics are requested. */
export interface Readings {
  readonly connections: () => number;
  /** The number of connections at which the relay is full. */
  readonly connectionsLimit: () => number;
  /** People whose active connection is to this process. */
  readonly sessions: () => number;
}

/** The outcome for an envelope that was sent. */
export type Outcome = 'delivered' | 'queued' | ErrorCode;

/** Why an envelope to a connected receiver was put into the mailbox after all. */
export type FallbackReason = 'slow' | 'overflow' | 'disconnected' | 'unreachable';

/** Upper bounds, s: unnoticeable, noticeable, broken. */
const DELIVERY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Upper bounds, s. A Redis that has not replied for 3 s counts as unavailable. */
const STORE_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3];
const MAILBOX_BUCKETS = [1, 2, 5, 10, 50, 100, 500, 1000, MAILBOX_MAX_ENVELOPES];

/** The relay's metrics for Prometheus. No label reveals anything about a person. */
export class RelayMetrics {
  readonly #registry = new Registry();
  readonly #messages = new Counter({
    name: 'live_chat_messages_total',
    help: 'Envelopes that were sent, by outcome.',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });
  readonly #fallbacks = new Counter({
    name: 'live_chat_direct_fallbacks_total',
    help: 'Envelopes that were sent directly and had to be queued, by reason.',
    labelNames: ['reason'],
    registers: [this.#registry],
  });
  readonly #delivered = new Counter({
    name: 'live_chat_deliveries_total',
    help: 'Envelopes that receivers acknowledged.',
    registers: [this.#registry],
  });
  readonly #deliveryTime = new Histogram({
    name: 'live_chat_delivery_seconds',
    help: 'From queued to acknowledged, of envelopes whose receiver was connected at the time.',
    buckets: DELIVERY_BUCKETS,
    registers: [this.#registry],
  });
  readonly #mailboxes = new Histogram({
    name: 'live_chat_mailbox_envelopes',
    help: 'Envelopes in a mailbox, each time one was queued.',
    buckets: MAILBOX_BUCKETS,
    registers: [this.#registry],
  });
  readonly #rejections = new Counter({
    name: 'live_chat_rejections_total',
    help: 'Connections and requests that were rejected, by error code.',
    labelNames: ['code'],
    registers: [this.#registry],
  });
  readonly #terminate = new Counter({
    name: 'live_chat_terminated_connections_total',
    help: 'Connections that were terminated because they flooded, or did not read.',
    registers: [this.#registry],
  });
  readonly #storeUp = new Gauge({
    name: 'live_chat_store_up',
    help: '1 while the store can be reached, else 0.',
    registers: [this.#registry],
  });
  readonly #storeTime = new Histogram({
    name: 'live_chat_store_command_duration_seconds',
    help: 'Duration of a command, until Redis answered.',
    buckets: STORE_BUCKETS,
    registers: [this.#registry],
  });

  constructor() {
    this.storeIs(true);
  }

  /** @param waiting envelopes in the mailbox, when it was put into one */
  sent(outcome: Outcome, waiting?: number): void {
    this.#messages.inc({ outcome });
    if (waiting !== undefined) this.#mailboxes.observe(waiting);
  }

  fellBack(reason: FallbackReason): void {
    this.#fallbacks.inc({ reason });
  }

  delivered(envelopes: number): void {
    this.#delivered.inc(envelopes);
  }

  /** An envelope reached a receiver who was connected when it was queued. */
  deliveredAfter(seconds: number): void {
    this.#deliveryTime.observe(seconds);
  }

  rejected(code: ErrorCode): void {
    this.#rejections.inc({ code });
  }

  /** A connection was terminated because it flooded, or did not read. */
  terminated(): void {
    this.#terminate.inc();
  }

  storeIs(up: boolean): void {
    this.#storeUp.set(up ? 1 : 0);
  }

  storeAnswered(seconds: number): void {
    this.#storeTime.observe(seconds);
  }

  read({ connections, connectionsLimit, sessions }: Readings): void {
    this.#gauge('live_chat_connections', 'Open connections, signed in or not.', connections);
    this.#gauge(
      'live_chat_connections_limit',
      'The number of connections at which this relay becomes unready.',
      connectionsLimit,
    );
    this.#gauge(
      'live_chat_online_sessions',
      'Sessions of signed-in people on this relay.',
      sessions,
    );
  }

  /** Adds the memory of the store by kind. All relays that share a store report the same. */
  readMemory(uses: () => readonly MemoryUse[]): void {
    this.#memoryGauge('live_chat_store_bytes', 'Memory of the store in use, by kind.', (gauge) => {
      for (const { kind, used } of uses()) gauge.set({ kind }, used);
    });
    this.#memoryGauge(
      'live_chat_store_limit_bytes',
      'Memory of the store at which it rejects more of a kind.',
      (gauge) => {
        for (const { kind, limit } of uses()) gauge.set({ kind }, limit);
      },
    );
  }

  /** Adds the latency to other relays, s; there is none without Redis. */
  readAdapter(lagSeconds: () => number): void {
    this.#gauge(
      'live_chat_adapter_lag_seconds',
      'How long a ping takes to this relay itself, over the way that events take to others.',
      lagSeconds,
    );
  }

  /** Adds metrics of the whole process: memory, CPU time, event loop delay. */
  includeProcess(): void {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** The metrics in the text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #memoryGauge(name: string, help: string, collect: (gauge: Gauge<'kind'>) => void): void {
    new Gauge({
      name,
      help,
      labelNames: ['kind'],
      registers: [this.#registry],
      collect() {
        collect(this);
      },
    });
  }

  #gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(value());
      },
    });
  }
}

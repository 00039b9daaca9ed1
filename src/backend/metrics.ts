import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { ErrorCode } from '../protocol/errors.ts';

/** What is read at the moment somebody asks. */
export interface Readings {
  readonly connections: () => number;
  /** People whose active connection is here. */
  readonly people: () => number;
}

/** What became of an envelope that somebody sent. */
export type Outcome = 'queued' | ErrorCode;

/** The relay's counts for Prometheus. No label says anything of a person. */
export class RelayMetrics {
  readonly #registry = new Registry();
  readonly #messages = new Counter({
    name: 'live_chat_messages_total',
    help: 'Envelopes that were sent, by what became of them.',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });
  readonly #delivered = new Counter({
    name: 'live_chat_deliveries_total',
    help: 'Envelopes that receivers acknowledged.',
    registers: [this.#registry],
  });
  readonly #storeUp = new Gauge({
    name: 'live_chat_store_up',
    help: '1 while the store can be reached, else 0.',
    registers: [this.#registry],
  });

  constructor() {
    this.storeIs(true);
  }

  sent(outcome: Outcome): void {
    this.#messages.inc({ outcome });
  }

  delivered(envelopes: number): void {
    this.#delivered.inc(envelopes);
  }

  storeIs(up: boolean): void {
    this.#storeUp.set(up ? 1 : 0);
  }

  read({ connections, people }: Readings): void {
    this.#gauge('live_chat_connections', 'Open connections, signed in or not.', connections);
    this.#gauge('live_chat_people', 'People whose connection is here.', people);
  }

  /** Adds what is measured of the whole process: memory, processor time, delay of the event loop. */
  includeProcess(): void {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** In the text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics();
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

import type { Middleware } from 'koa';
import { Counter, collectDefaultMetrics, Registry } from 'prom-client';

/** The page server's counters for Prometheus. No label reveals anything about a visitor. */
export class PageMetrics {
  readonly #registry = new Registry();
  readonly #responses = new Counter({
    name: 'live_chat_page_responses_total',
    help: 'Answers of the page server, by the class of their status.',
    labelNames: ['status'],
    registers: [this.#registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Counts each response once its status is known. */
  readonly count: Middleware = async (ctx, next) => {
    try {
      await next();
      this.#add(ctx.status);
    } catch (error) {
      this.#add(500);
      throw error;
    }
  };

  #add(status: number): void {
    this.#responses.inc({ status: `${Math.floor(status / 100)}xx` });
  }

  /** The metrics in Prometheus's text format. */
  read(): Promise<string> {
    return this.#registry.metrics();
  }
}

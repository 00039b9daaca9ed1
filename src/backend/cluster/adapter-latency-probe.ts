import { PRESENCE_BEAT_MS } from '../../protocol/limits.ts';
import { latencyProbeChannel } from '../store/redis/keys.ts';
import type { RedisLink } from '../store/redis/redis-link.ts';

const SECOND_MS = 1000;

/**
 * Measures how long events take to other relays: this process sends pings to itself over the same two
 * connections and the same kind of channel. (The adapter ignores its own messages.)
 */
export class AdapterLatencyProbe {
  readonly #link: RedisLink;
  readonly #sharded: boolean;
  readonly #channel: string;
  #timer: NodeJS.Timeout | undefined;
  /** When the oldest outstanding ping was sent, ms. */
  #waitingSince: number | undefined;
  #lastMs = 0;

  private constructor(link: RedisLink, sharded: boolean) {
    this.#link = link;
    this.#sharded = sharded;
    this.#channel = latencyProbeChannel(link.pod);
  }

  /** Resolves when the first ping was sent; from then on there is one per heartbeat interval. */
  static async open(link: RedisLink, sharded: boolean): Promise<AdapterLatencyProbe> {
    const probe = new AdapterLatencyProbe(link, sharded);
    await probe.#listen();
    await probe.ping();
    probe.#timer = setInterval(() => void probe.ping(), PRESENCE_BEAT_MS).unref();
    return probe;
  }

  /** How long the last ping took, or for how long one has been overdue, s. */
  get lagSeconds(): number {
    const waited = this.#waitingSince === undefined ? 0 : performance.now() - this.#waitingSince;
    return Math.max(this.#lastMs, waited) / SECOND_MS;
  }

  /**
   * Sends a ping now. While Redis is unavailable the ping is lost, and the latency grows until a
   * later one returns.
   */
  async ping(): Promise<void> {
    const now = performance.now();
    this.#waitingSince ??= now;
    const { client } = this.#link;
    const sent = this.#sharded
      ? client.spublish(this.#channel, `${now}`)
      : client.publish(this.#channel, `${now}`);
    await sent.catch(() => undefined);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #listen(): Promise<void> {
    const { subscriber } = this.#link;
    const own = Buffer.from(this.#channel);
    const event = this.#sharded ? 'smessageBuffer' : 'messageBuffer';
    // A listener for text would make ioredis decode every message of every other part as text, too.
    subscriber.on(event, (channel: Buffer, ping: Buffer) => {
      if (!channel.equals(own)) return;
      this.#lastMs = performance.now() - Number(ping.toString('latin1'));
      this.#waitingSince = undefined;
    });
    if (this.#sharded) await subscriber.ssubscribe(this.#channel);
    else await subscriber.subscribe(this.#channel);
  }
}

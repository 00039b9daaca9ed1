import { PRESENCE_BEAT_MS } from '../../protocol/limits.ts';
import { echoChannel } from '../store/redis/keys.ts';
import type { RedisLink } from '../store/redis/redis-link.ts';

const SECOND_MS = 1000;

/**
 * What this process says to itself by the way that events take to other relays: the same two
 * connections and the same kind of channel. The adapter itself ignores what it sent.
 */
export class AdapterEcho {
  readonly #link: RedisLink;
  readonly #sharded: boolean;
  readonly #channel: string;
  #timer: NodeJS.Timeout | undefined;
  /** When the oldest word was said that did not come back, ms. */
  #waitingSince: number | undefined;
  #lastMs = 0;

  private constructor(link: RedisLink, sharded: boolean) {
    this.#link = link;
    this.#sharded = sharded;
    this.#channel = echoChannel(link.pod);
  }

  /** Resolves when the first word came back; from then on there is one with each heartbeat. */
  static async open(link: RedisLink, sharded: boolean): Promise<AdapterEcho> {
    const echo = new AdapterEcho(link, sharded);
    await echo.#listen();
    await echo.say();
    echo.#timer = setInterval(() => void echo.say(), PRESENCE_BEAT_MS).unref();
    return echo;
  }

  /** How long the last word took, or how long one is overdue, s. */
  get lagSeconds(): number {
    const waited = this.#waitingSince === undefined ? 0 : performance.now() - this.#waitingSince;
    return Math.max(this.#lastMs, waited) / SECOND_MS;
  }

  /** Says a word now. While Redis is away it is lost, and the lag grows until a later one returns. */
  async say(): Promise<void> {
    const now = performance.now();
    this.#waitingSince ??= now;
    const { client } = this.#link;
    const said = this.#sharded
      ? client.spublish(this.#channel, `${now}`)
      : client.publish(this.#channel, `${now}`);
    await said.catch(() => undefined);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #listen(): Promise<void> {
    const { subscriber } = this.#link;
    subscriber.on(this.#sharded ? 'smessage' : 'message', (channel: string, said: string) => {
      if (channel !== this.#channel) return;
      this.#lastMs = performance.now() - Number(said);
      this.#waitingSince = undefined;
    });
    if (this.#sharded) await subscriber.ssubscribe(this.#channel);
    else await subscriber.subscribe(this.#channel);
  }
}

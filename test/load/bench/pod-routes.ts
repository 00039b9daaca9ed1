import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { NAME_LENGTH } from './person-name.ts';

const CHANNEL = 'bench/pod/';

/** Looks up the receiver's pod and publishes to it, in one call. */
const SEND = `
local pod = redis.call('GET', KEYS[1])
if pod then redis.call('PUBLISH', '${CHANNEL}' .. pod, ARGV[1]) end
return 0`;

/** Envelopes go to the receiver's pod, as our mailbox notifications do, and are not stored. */
export class PodRoutes {
  readonly #publisher: Redis;
  readonly #pod = randomUUID();
  readonly #digest: string;
  #listener: (to: string, envelope: Buffer) => void = () => undefined;

  private constructor(publisher: Redis, digest: string) {
    this.#publisher = publisher;
    this.#digest = digest;
  }

  static async open(publisher: Redis, subscriber: Redis): Promise<PodRoutes> {
    const routes = new PodRoutes(publisher, String(await publisher.script('LOAD', SEND)));
    subscriber.on('messageBuffer', (_channel: Buffer, message: Buffer) => {
      routes.#listener(message.toString('latin1', 0, NAME_LENGTH), message.subarray(NAME_LENGTH));
    });
    await subscriber.subscribe(`${CHANNEL}${routes.#pod}`);
    return routes;
  }

  onEnvelope(listener: (to: string, envelope: Buffer) => void): void {
    this.#listener = listener;
  }

  async arrive(name: string): Promise<void> {
    await this.#publisher.set(name, this.#pod);
  }

  async send(to: string, envelope: Buffer): Promise<void> {
    const message = Buffer.concat([Buffer.from(to), envelope]);
    await this.#publisher.evalsha(this.#digest, 1, to, message);
  }
}

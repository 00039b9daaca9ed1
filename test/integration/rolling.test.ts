import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { befriend, Chatter } from '../../src/client/testing/chatter.ts';
import { Fleet } from '../pods/fleet.ts';
import { RedisServer } from '../redis/redis-server.ts';

const PAIRS = 3;

let redis: RedisServer;
let fleet: Fleet;
const people: Chatter[] = [];

beforeAll(async () => {
  redis = await RedisServer.start();
  fleet = await Fleet.start({ redisUrl: redis.url, pods: 3, env: { STOP_SPREAD_SECONDS: '1' } });
  for (let index = 0; index < 2 * PAIRS; index++) {
    people.push(new Chatter(`person ${index}`, fleet.line.address));
  }
  await Promise.all(people.map((person) => person.enter()));
});
afterAll(async () => {
  await Promise.all(people.map((person) => person.close()));
  await fleet.stop();
  await redis.stop();
});

/** Says one thing after the other, as soon as the one before is delivered, until told to stop. */
class Talk {
  readonly #from: Chatter;
  readonly #to: Chatter;
  #wanted = true;
  count = 0;

  constructor(from: Chatter, to: Chatter) {
    this.#from = from;
    this.#to = to;
  }

  async run(): Promise<void> {
    while (this.#wanted) {
      const { id } = await this.#from.chat.sendText(this.#to.id, `text ${++this.count}`);
      await this.#from.until(async () => {
        const last = (await this.#from.chat.messages(this.#to.id, { last: 1 }))[0];
        return last?.id !== id || last.state === 'delivered';
      });
    }
  }

  stop(): void {
    this.#wanted = false;
  }

  async received(): Promise<readonly string[]> {
    return (await this.#to.texts(this.#from)).slice(1);
  }
}

/** What a person would see of trouble with the connection. */
function troubles(): string[] {
  const seen: string[] = [];
  for (const { chat, name } of people) {
    chat.onChange(({ kind }) => {
      if (kind === 'connection' && chat.connection.kind !== 'online') {
        seen.push(`${name}: ${chat.connection.kind}`);
      }
    });
  }
  return seen;
}

async function pairs(): Promise<readonly Talk[]> {
  return Promise.all(
    Array.from({ length: PAIRS }, async (_, pair) => {
      const [asker, asked] = [people[2 * pair], people[2 * pair + 1]];
      if (asker === undefined || asked === undefined) throw new TypeError('nobody');
      await befriend(asker, asked);
      return new Talk(asker, asked);
    }),
  );
}

describe('replacing every pod while people talk', () => {
  it('is seen by nobody: all stay online, and each text comes once, in order', async () => {
    const talks = await pairs();
    const seen = troubles();
    const running = talks.map((talk) => talk.run());
    for (const pod of [...fleet.pods]) {
      expect(await fleet.replace(pod)).toEqual({ code: 0, signal: null });
    }
    for (const talk of talks) talk.stop();
    await Promise.all(running);
    expect(seen).toEqual([]);
    for (const talk of talks) {
      const texts = Array.from({ length: talk.count }, (_, index) => `text ${index + 1}`);
      expect(await talk.received()).toEqual(texts);
    }
    const total = talks.reduce((sum, { count }) => sum + count, 0);
    process.stdout.write(`rolling replacement: 3 pods, ${total} texts, no trouble seen\n`);
    expect(total).toBeGreaterThan(3 * PAIRS);
  });
});

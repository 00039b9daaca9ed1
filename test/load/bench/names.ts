import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { parseRedisUrl } from '../../../src/backend/store/redis/redis-endpoint.ts';
import { RedisLink } from '../../../src/backend/store/redis/redis-link.ts';
import { RedisLobby } from '../../../src/backend/store/redis/redis-lobby.ts';
import type { OnlineSession } from '../../../src/backend/store/store.ts';
import { LOBBY_PAGE_SIZE } from '../../../src/protocol/limits.ts';
import type { RedisServer } from '../../support/redis/redis-server.ts';
import type { Plan } from './plan.ts';
import { median } from './sample.ts';
import { Site } from './site.ts';

/** Redis's own time for one call, ms, by the number of names in the lobby. */
export interface NamesFigures {
  readonly names: number;
  readonly firstPage: number;
  readonly laterPage: number;
  readonly prefixQuery: number;
  readonly join: number;
  /** One heartbeat of one person. */
  readonly heartbeat: number;
}

const FEW_NAMES = 100;
const CALLS_PER_ROUND = 40;
const ENTERED_AT_ONCE = 500;
/** People whom one heartbeat confirms; with more, RedisLobby would need several scripts. */
const CONFIRMED = 100;

const session = (index: number): OnlineSession => ({
  person: randomBytes(32).toString('base64url'),
  // There are as many prefixes as people who share one, so a prefix finds many people.
  name: `${index % 1000} name ${index}`,
  since: 1_700_000_000_000 + index,
  connectedAt: 1_700_000_000_000 + index,
  connection: 'connection',
  isListed: true,
});

/**
 * A lobby in Redis that grows. Its clock stands still, so that no entry expires while it is filled.
 */
export async function measureNames(plan: Plan): Promise<readonly NamesFigures[]> {
  const site = await Site.start({ entry: '', pods: 0 });
  const { redis } = site;
  const link = await RedisLink.open(parseRedisUrl(redis.url), pino({ level: 'silent' }));
  try {
    const now = Date.now();
    const bench = new NamesBench(redis, new RedisLobby(link, () => now));
    const figures: NamesFigures[] = [];
    for (const names of [FEW_NAMES, plan.names]) {
      await bench.fill(names);
      figures.push(await bench.measure(plan.rounds));
    }
    return figures;
  } finally {
    link.close();
    await site.stop();
  }
}

class NamesBench {
  readonly #redis: RedisServer;
  readonly #lobby: RedisLobby;
  #names = 0;
  readonly #first = new Map<string, string>();

  constructor(redis: RedisServer, lobby: RedisLobby) {
    this.#redis = redis;
    this.#lobby = lobby;
  }

  async fill(names: number): Promise<void> {
    while (this.#names < names) {
      const count = Math.min(ENTERED_AT_ONCE, names - this.#names);
      await Promise.all(Array.from({ length: count }, () => this.#enter()));
    }
  }

  async measure(rounds: number): Promise<NamesFigures> {
    const names = this.#names;
    const first = { prefix: '', limit: LOBBY_PAGE_SIZE };
    const { next } = await this.#lobby.slice(first);
    return {
      names,
      firstPage: await this.#median(rounds, () => this.#lobby.slice(first)),
      laterPage: await this.#median(rounds, () => this.#lobby.slice({ ...first, after: next })),
      prefixQuery: await this.#median(rounds, () => this.#lobby.slice({ ...first, prefix: '7' })),
      join: await this.#median(rounds, () => this.#enter()),
      heartbeat:
        (await this.#median(rounds, () => this.#lobby.confirm(this.#first))) / this.#first.size,
    };
  }

  async #enter(): Promise<void> {
    const entry = session(this.#names++);
    if (this.#first.size < CONFIRMED) this.#first.set(entry.person, entry.connection);
    await this.#lobby.add(entry);
  }

  async #median(rounds: number, call: () => Promise<unknown>): Promise<number> {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await this.#redis.admin.config('RESETSTAT');
      for (let index = 0; index < CALLS_PER_ROUND; index++) await call();
      times.push(await this.#scriptMilliseconds());
    }
    return median(times);
  }

  /** The time of one script as measured by Redis, ms. */
  async #scriptMilliseconds(): Promise<number> {
    const stats = await this.#redis.admin.info('commandstats');
    const [, micros = ''] = /cmdstat_evalsha:.*usec_per_call=([\d.]+)/.exec(stats) ?? [];
    return Number(micros) / 1000;
  }
}

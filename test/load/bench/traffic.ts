import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Person } from './person.ts';
import type { Plan } from './plan.ts';
import { quantile } from './sample.ts';
import { Site } from './site.ts';
import type { System } from './system.ts';

/** Serial numbers repeat after this many, far more than are ever in flight. */
const SERIALS = 2 ** 20;
/** People who connect at the same time. */
const CONNECTED_AT_ONCE = 40;
/**
 * An envelope that has not arrived by then is lost, ms: the bench stops instead of waiting forever.
 */
const LOST_MS = 120_000;

/**
 * How long one round is measured after a warm-up: at least this time, and until this many messages have arrived.
 */
type Length = Pick<Plan, 'warmUpSeconds' | 'seconds' | 'texts'>;

export interface TrafficOptions {
  readonly system: System;
  readonly entry: string;
  readonly pods: number;
  readonly people: number;
  /** Number of the first person: addresses of several systems must differ. */
  readonly firstIndex: number;
}

/** The result of one round. */
export interface Round {
  /** Messages that arrived per second. */
  readonly rate: number;
  /** CPU seconds of pods and Redis for 100,000 messages. */
  readonly processorSeconds: number;
  /** Those of Redis only. */
  readonly redisSeconds: number;
  /** CPU seconds of the clients per second: one process, so near 1 they are the limit. */
  readonly clientLoad: number;
  /** Bytes between clients and pods, and from and to Redis, for one message. */
  readonly wireBytes: number;
  readonly redisBytes: number;
  /** Duplicates per message. */
  readonly doubled: number;
  /** Time from sending to arrival, ms. */
  readonly p50: number;
  readonly p99: number;
}

interface Reading {
  readonly time: number;
  readonly processor: number;
  readonly redisProcessor: number;
  readonly client: number;
  readonly wire: number;
  readonly redis: number;
  readonly arrived: number;
  readonly doubled: number;
}

const clientSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/**
 * People on one system, each on another pod than the one they write to. Sending is open loop
 * (`steady`) or waits until the last message has arrived (`saturate`).
 */
export class Traffic {
  readonly site: Site;
  readonly #people: readonly Person[];
  readonly #sender = new Int32Array(SERIALS);
  readonly #sentAt = new Float64Array(SERIALS);
  readonly #progress = new EventEmitter();
  #next = 0;
  #underWay = 0;
  #arrived = 0;
  #doubled = 0;
  #goesOn = false;
  #latencies: number[] = [];

  private constructor(site: Site, people: Person[]) {
    this.site = site;
    this.#people = people;
  }

  static async start(options: TrafficOptions): Promise<Traffic> {
    const { system, entry, pods, people: size, firstIndex } = options;
    const site = await Site.start({ entry, pods, env: system.env });
    const people: Person[] = [];
    const traffic = new Traffic(site, people);
    const onArrival = (serial: number): void => traffic.#arrive(serial);
    while (people.length < size) {
      const first = people.length;
      const batch = Array.from({ length: Math.min(CONNECTED_AT_ONCE, size - first) }, (_, index) =>
        system.connect({
          index: firstIndex + first + index,
          port: site.port(first + index),
          onArrival,
        }),
      );
      people.push(...(await Promise.all(batch)));
    }
    for (const [index, person] of people.entries()) {
      await person.meet(people[(index + 1) % size] ?? person);
    }
    return traffic;
  }

  /** Everybody writes as fast as their messages arrive. */
  async saturate(length: Length): Promise<Round> {
    this.#goesOn = true;
    for (const index of this.#people.keys()) this.#send(index);
    await pause(length.warmUpSeconds * 1000);
    const round = await this.#measure(length);
    this.#goesOn = false;
    await this.#settle();
    return round;
  }

  /** A fixed number of messages a second, whether or not they arrive. */
  async steady(rate: number, length: Length): Promise<Round> {
    const start = performance.now();
    let sent = 0;
    const timer = setInterval(() => {
      const due = ((performance.now() - start) / 1000) * rate;
      for (; sent < due; sent++) this.#send(sent % this.#people.length);
    }, 1);
    await pause(length.warmUpSeconds * 1000);
    const round = await this.#measure(length);
    clearInterval(timer);
    await this.#settle();
    return round;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#people.map(({ caller }) => caller.close()));
    await this.site.stop();
  }

  async #measure({ seconds, texts: least }: Length): Promise<Round> {
    this.#latencies = [];
    const before = await this.#read();
    await Promise.all([pause(seconds * 1000), this.#reach(before.arrived + least)]);
    const after = await this.#read();
    const took = (after.time - before.time) / 1000;
    const texts = after.arrived - before.arrived;
    return {
      rate: texts / took,
      processorSeconds: ((after.processor - before.processor) / texts) * 100_000,
      redisSeconds: ((after.redisProcessor - before.redisProcessor) / texts) * 100_000,
      clientLoad: (after.client - before.client) / took,
      wireBytes: (after.wire - before.wire) / texts,
      redisBytes: (after.redis - before.redis) / texts,
      doubled: (after.doubled - before.doubled) / texts,
      p50: quantile(this.#latencies, 0.5),
      p99: quantile(this.#latencies, 0.99),
    };
  }

  /** Resolves when this many messages have arrived in all. */
  async #reach(arrived: number): Promise<void> {
    while (this.#arrived < arrived) await once(this.#progress, 'arrived');
  }

  async #read(): Promise<Reading> {
    const redis = await this.site.redisBytes();
    return {
      time: performance.now(),
      processor: this.site.processorSeconds(),
      redisProcessor: this.site.redisSeconds(),
      client: clientSeconds(),
      wire: this.#people.reduce((sum, { caller }) => sum + caller.bytes, 0),
      redis,
      arrived: this.#arrived,
      doubled: this.#doubled,
    };
  }

  #send(index: number): void {
    const serial = this.#next++ % SERIALS;
    this.#sender[serial] = index;
    this.#sentAt[serial] = performance.now();
    this.#underWay++;
    this.#people[index]?.send(serial);
  }

  /**
   * A message may arrive twice, for example by a heartbeat and a notification; it counts once, as
   * on a screen.
   */
  #arrive(serial: number): void {
    const sentAt = this.#sentAt[serial] ?? 0;
    if (sentAt === 0) {
      this.#doubled++;
      return;
    }
    this.#sentAt[serial] = 0;
    this.#arrived++;
    this.#progress.emit('arrived');
    this.#underWay--;
    this.#latencies.push(performance.now() - sentAt);
    if (this.#goesOn) this.#send(this.#sender[serial] ?? 0);
    else if (this.#underWay === 0) this.#progress.emit('settled');
  }

  /** @throws Error when a message was lost */
  async #settle(): Promise<void> {
    if (this.#underWay === 0) return;
    const lost = AbortSignal.timeout(LOST_MS);
    await once(this.#progress, 'settled', { signal: lost }).catch((cause: unknown) => {
      throw new Error(`${this.#underWay} messages did not arrive`, { cause });
    });
  }
}

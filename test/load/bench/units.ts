import { setTimeout as pause } from 'node:timers/promises';
import { bundleProgram } from '../../support/pods/bundle.ts';
import { COLLECTOR, sizeOf } from './idle.ts';
import { LiveChatPerson } from './live-chat-person.ts';
import type { Plan } from './plan.ts';
import { Site } from './site.ts';

/** What one unit of work costs: one text, one second of one connection. */
export interface Cost {
  /** CPU time, ms. */
  readonly podMs: number;
  readonly redisMs: number;
  /** Bytes from clients to pods and back, without TLS and TCP. */
  readonly upBytes: number;
  readonly downBytes: number;
  /** Bytes on Redis's connections, both directions. */
  readonly redisBytes: number;
}

type Announcement = Pick<Cost, 'podMs' | 'redisMs' | 'redisBytes'>;

/** What docs/scale.md is computed from. */
export interface UnitCosts {
  readonly costs: {
    /** One idle, signed-in connection, for a second. */
    readonly connectionSecond: Cost;
    /** A sign-in and the end of its connection, without what it costs other pods. */
    readonly session: Cost;
    /** A text to a connected contact on another pod, with its receipt and its part of the offers. */
    readonly directText: Cost;
    /** A text to a contact who is offline, and its delivery when they return. */
    readonly queuedText: Cost;
    /** One page of the lobby, to one client. */
    readonly lobbyPage: Cost;
    /** A person who connects and disconnects, as every further pod sees it. */
    readonly announcement: Announcement;
  };
  readonly memory: {
    /** A pod without connections, and what each connection adds, resident bytes. */
    readonly podBytes: number;
    readonly connectionBytes: number;
    /** In Redis: a registered person, and an envelope that waits. */
    readonly personBytes: number;
    readonly queuedEnvelopeBytes: number;
  };
}

const PODS = 2;
/** Enough that what every further pod costs stands out. */
const MANY_PODS = 8;
const AT_ONCE = 40;
const TEXTS_PER_SECOND = 0.5;
const LOBBY_CHANGES = 40;
/** More than LOBBY_UPDATE_MS, so that each change is a page of its own. */
const LOBBY_CHANGE_MS = 500;
const QUEUED_PER_PERSON = 20;
/** Longer than the relay waits for a client that has gone. */
const REST_MS = 3_000;

const NOTHING: Cost = { podMs: 0, redisMs: 0, upBytes: 0, downBytes: 0, redisBytes: 0 };
const FIELDS = Object.keys(NOTHING) as (keyof Cost)[];

const combine = (one: Cost, other: Cost, of: (a: number, b: number) => number): Cost =>
  Object.fromEntries(
    FIELDS.map((field) => [field, of(one[field], other[field])]),
  ) as unknown as Cost;
const minus = (one: Cost, other: Cost): Cost => combine(one, other, (a, b) => Math.max(0, a - b));
const times = (cost: Cost, factor: number): Cost => combine(cost, NOTHING, (a) => a * factor);

/** Measures what the parts of the relay's work cost, one after the other, on 2 pods and on 8. */
export async function measureUnits(plan: Plan, log: (line: string) => void): Promise<UnitCosts> {
  const entry = await bundleProgram();
  const env = { NODE_OPTIONS: `--import=${COLLECTOR}` };
  const crowd = await Crowd.start(await Site.start({ entry, pods: PODS, env }));
  try {
    return await measureCrowd(crowd, plan, entry, log);
  } finally {
    await crowd.stop();
  }
}

async function measureCrowd(
  crowd: Crowd,
  { people, unitSeconds }: Plan,
  entry: string,
  log: (line: string) => void,
): Promise<UnitCosts> {
  const podBytes = await crowd.podBytes();
  log('units: people sign in');
  // The first half fills what a process and a heap keep for later, so the second is measured.
  await crowd.connect(people / 2);
  const before = { pod: await crowd.podBytes(), redis: await crowd.redisMemory() };
  const signIn = times(await crowd.cost(() => crowd.connect(people)), 2 / people);
  const personBytes = ((await crowd.redisMemory()) - before.redis) / (people / 2);
  const connectionBytes = ((await crowd.podBytes()) - before.pod) / (people / 2 / PODS);
  log('units: idle');
  const idle = await crowd.cost(() => pause(unitSeconds * 1000));
  const connectionSecond = times(idle, 1 / (people * unitSeconds));
  /** Of work that took some time, without what the connections cost meanwhile. */
  const busy = async (work: () => Promise<unknown>, units: number): Promise<Cost> => {
    const start = performance.now();
    const cost = await crowd.cost(work);
    const seconds = (performance.now() - start) / 1000;
    return times(minus(cost, times(connectionSecond, people * seconds)), 1 / units);
  };
  log('units: texts');
  await crowd.befriend();
  await crowd.talk(people * 2);
  const texts = Math.round(people * TEXTS_PER_SECOND * unitSeconds);
  const directText = await busy(() => crowd.talk(texts), texts);
  log('units: queued texts');
  const signOut = await busy(() => crowd.leave(), people / 2);
  const queued = (people / 2) * QUEUED_PER_PERSON;
  const empty = await crowd.redisMemory();
  const enqueued = await busy(() => crowd.enqueue(), queued);
  const queuedEnvelopeBytes = ((await crowd.redisMemory()) - empty) / queued;
  const returned = await busy(() => crowd.comeBack(queued), people / 2);
  const delivered = times(minus(returned, signIn), 1 / QUEUED_PER_PERSON);
  const session = combine(signIn, signOut, (a, b) => a + b);
  log('units: the lobby');
  const lobby = await busy(() => crowd.watchLobby(), 1);
  const lobbyPage = times(
    minus(lobby, times(session, LOBBY_CHANGES / 2)),
    1 / (people * LOBBY_CHANGES),
  );
  log('units: many pods');
  return {
    costs: {
      connectionSecond,
      session,
      directText,
      queuedText: combine(enqueued, delivered, (a, b) => a + b),
      lobbyPage,
      announcement: await measureAnnouncement(entry, people, session),
    },
    memory: { podBytes, connectionBytes, personBytes, queuedEnvelopeBytes },
  };
}

/** Everybody connects to one pod; the others only hear of it. */
async function measureAnnouncement(
  entry: string,
  people: number,
  session: Cost,
): Promise<Announcement> {
  const crowd = await Crowd.start(await Site.start({ entry, pods: MANY_PODS }));
  try {
    const start = performance.now();
    const rest = crowd.otherPodsMs();
    await pause(REST_MS);
    const idlePerMs = (crowd.otherPodsMs() - rest) / (performance.now() - start);
    const since = performance.now();
    const others = crowd.otherPodsMs();
    const cost = await crowd.cost(() => crowd.visit(people));
    const idleMs = idlePerMs * (performance.now() - since);
    const podMs = crowd.otherPodsMs() - others - idleMs;
    const further = times(minus(times(cost, 1 / people), session), 1 / (MANY_PODS - PODS));
    return {
      podMs: Math.max(0, podMs) / people / (MANY_PODS - 1),
      redisMs: further.redisMs,
      redisBytes: further.redisBytes,
    };
  } finally {
    await crowd.stop();
  }
}

/** People in pairs, each on another pod than their partner. */
class Crowd {
  readonly #site: Site;
  readonly #people: LiveChatPerson[] = [];
  /** Bytes of connections that have ended. */
  readonly #ended = { up: 0, down: 0 };
  #arrived = 0;
  #serial = 0;
  #visitors = 0;
  #collections = 0;

  private constructor(site: Site) {
    this.#site = site;
  }

  static async start(site: Site): Promise<Crowd> {
    // What a process does once, and Node's compilers, must not count as the cost of its first people.
    const crowd = new Crowd(site);
    await crowd.visit(AT_ONCE * 4);
    return crowd;
  }

  /** What some work costs pods, Redis and wires. */
  async cost(work: () => Promise<unknown>): Promise<Cost> {
    const before = await this.#read();
    await work();
    return minus(await this.#read(), before);
  }

  /** CPU time of all pods but the first, ms. */
  otherPodsMs(): number {
    return this.#site.podSeconds(1) * 1000;
  }

  /** Resident bytes of the first pod. */
  async podBytes(): Promise<number> {
    return (await sizeOf(this.#site, ++this.#collections)).resident;
  }

  async redisMemory(): Promise<number> {
    const [, bytes = ''] =
      /used_memory_dataset:(\d+)/.exec(await this.#site.redis.admin.info('memory')) ?? [];
    return Number(bytes);
  }

  async connect(count: number): Promise<void> {
    while (this.#people.length < count) {
      const first = this.#people.length;
      const size = Math.min(AT_ONCE, count - first);
      const batch = Array.from({ length: size }, (_, index) => this.#come(first + index));
      this.#people.push(...(await Promise.all(batch)));
    }
  }

  /** The two of each pair become contacts. */
  async befriend(): Promise<void> {
    for (const [index, person] of this.#people.entries()) {
      const partner = this.#people[index ^ 1];
      if (partner !== undefined) await person.meet(partner);
    }
  }

  /** Everybody writes to their partner in turn. */
  async talk(texts: number): Promise<void> {
    const until = this.#arrived + texts;
    await this.#write(texts, this.#people);
    await this.#until(() => this.#arrived >= until);
    await pause(REST_MS);
  }

  /** Every second person goes offline. */
  async leave(): Promise<void> {
    for (const [index, person] of this.#people.entries()) {
      if (index % 2 === 1) await this.#close(person);
    }
    await pause(REST_MS);
  }

  /** The others write to them. */
  async enqueue(): Promise<void> {
    const senders = this.#people.filter((_, index) => index % 2 === 0);
    const acknowledged = (): number => senders.reduce((sum, one) => sum + one.acknowledged, 0);
    const all = acknowledged() + senders.length * QUEUED_PER_PERSON;
    await this.#write(senders.length * QUEUED_PER_PERSON, senders);
    await this.#until(() => acknowledged() >= all);
  }

  /** They return and get it all. */
  async comeBack(queued: number): Promise<void> {
    const until = this.#arrived + queued;
    for (let index = 1; index < this.#people.length; index += 2) {
      this.#people[index] = await this.#come(index, this.#people[index]);
    }
    await this.#until(() => this.#arrived >= until);
    await pause(REST_MS);
  }

  async watchLobby(): Promise<void> {
    for (const person of this.#people) person.openLobby();
    const guests: LiveChatPerson[] = [];
    for (let change = 0; change < LOBBY_CHANGES; change++) {
      const guest = guests.pop();
      if (guest === undefined) guests.push(await this.#come(this.#next()));
      else await this.#close(guest);
      await pause(LOBBY_CHANGE_MS);
    }
  }

  /** People connect to the first pod and disconnect. */
  async visit(count: number): Promise<void> {
    for (let left = count; left > 0; left -= AT_ONCE) {
      const size = Math.min(AT_ONCE, left);
      const guests = Array.from({ length: size }, () => this.#come(this.#next(), undefined, 0));
      await Promise.all((await Promise.all(guests)).map((guest) => this.#close(guest)));
    }
    await pause(REST_MS);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#people.map(({ caller }) => caller.close()));
    await this.#site.stop();
  }

  /** Indexes of guests, and so their addresses, differ from those of everybody else. */
  #next(): number {
    return 100_000 + this.#visitors++;
  }

  #come(index: number, before?: LiveChatPerson, pod = index): Promise<LiveChatPerson> {
    const onArrival = (): void => void this.#arrived++;
    const seat = { index, port: this.#site.port(pod), onArrival };
    return LiveChatPerson.connect(seat, 'with-receipts-and-offers', before);
  }

  /** In turn, at the pace of all people together. */
  async #write(texts: number, senders: readonly LiveChatPerson[]): Promise<void> {
    const rate = this.#people.length * TEXTS_PER_SECOND;
    const start = performance.now();
    for (let sent = 0; sent < texts; await pause(1)) {
      const due = Math.min(texts, ((performance.now() - start) / 1000) * rate);
      for (; sent < due; sent++) senders[sent % senders.length]?.send(this.#serial++);
    }
  }

  async #close({ caller }: LiveChatPerson): Promise<void> {
    await caller.close();
    this.#ended.up += caller.bytes - caller.received;
    this.#ended.down += caller.received;
  }

  async #until(isDone: () => boolean): Promise<void> {
    while (!isDone()) await pause(20);
  }

  async #read(): Promise<Cost> {
    const redisBytes = await this.#site.redisBytes();
    const open = this.#people.filter(({ caller }) => !caller.isClosed);
    const sum = (of: (person: LiveChatPerson) => number): number =>
      open.reduce((total, person) => total + of(person), 0);
    return {
      podMs: this.#site.podSeconds() * 1000,
      redisMs: this.#site.redisSeconds() * 1000,
      upBytes: this.#ended.up + sum(({ caller }) => caller.bytes - caller.received),
      downBytes: this.#ended.down + sum(({ caller }) => caller.received),
      redisBytes,
    };
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { bundleProgram } from '../../support/pods/bundle.ts';
import { LiveChatPerson } from './live-chat-person.ts';
import type { Person, Seat } from './person.ts';
import type { Plan } from './plan.ts';
import { median } from './sample.ts';
import { Site } from './site.ts';
import { SYSTEMS } from './system.ts';

/** CPU of pods and Redis, in seconds per second, while people watch a lobby that changes. */
export interface LobbyFigures {
  readonly watchers: number;
  readonly changesPerSecond: number;
  /** Live Chat: at most four pages a second, however many people connect and disconnect. */
  readonly batched: number;
  /** Each change sent to everybody as one small event: the naive approach at its best. */
  readonly naive: number;
  readonly batchedBytes: number;
  readonly naiveBytes: number;
}

const PODS = 2;
const CHANGES_PER_SECOND = 20;
const CONNECTED_AT_ONCE = 40;
/** One measurement, s. */
const SECONDS = 2;

type Connect = (seat: Seat) => Promise<Person>;

interface Measured {
  readonly load: number;
  readonly bytes: number;
}

export async function measureLobby(plan: Plan): Promise<LobbyFigures> {
  const batched = await Crowd.gather(await bundleProgram(), {}, watchLiveChat, plan.watchers, 0);
  const env = { ROUTE: 'classic-lobby' };
  const entry = await SYSTEMS.classic.bundle();
  // Addresses must differ from those of the other parts, and of the guests that connect and
  // disconnect.
  const firstIndex = plan.watchers + 10_000;
  const naive = await Crowd.gather(entry, env, SYSTEMS.classic.connect, plan.watchers, firstIndex);
  const found: { readonly batched: Measured; readonly naive: Measured }[] = [];
  try {
    for (let round = 0; round < plan.rounds; round++) {
      found.push({ batched: await batched.measure(), naive: await naive.measure() });
    }
  } finally {
    await Promise.all([batched.stop(), naive.stop()]);
  }
  return {
    watchers: plan.watchers,
    changesPerSecond: CHANGES_PER_SECOND,
    batched: median(found.map((round) => round.batched.load)),
    naive: median(found.map((round) => round.naive.load)),
    batchedBytes: median(found.map((round) => round.batched.bytes)),
    naiveBytes: median(found.map((round) => round.naive.bytes)),
  };
}

async function watchLiveChat(seat: Seat): Promise<Person> {
  const person = await LiveChatPerson.connect(seat, 'texts-only');
  person.openLobby();
  return person;
}

/** People who watch, and guests who connect and disconnect. */
class Crowd {
  readonly #site: Site;
  readonly #connect: Connect;
  readonly #watchers: Person[] = [];
  readonly #guests: Person[] = [];
  #next: number;

  private constructor(site: Site, connect: Connect, firstIndex: number) {
    this.#site = site;
    this.#connect = connect;
    this.#next = firstIndex;
  }

  static async gather(
    entry: string,
    env: Readonly<Record<string, string>>,
    connect: Connect,
    size: number,
    firstIndex: number,
  ): Promise<Crowd> {
    const crowd = new Crowd(await Site.start({ entry, pods: PODS, env }), connect, firstIndex);
    while (crowd.#watchers.length < size) {
      const count = Math.min(CONNECTED_AT_ONCE, size - crowd.#watchers.length);
      crowd.#watchers.push(
        ...(await Promise.all(Array.from({ length: count }, () => crowd.#come()))),
      );
    }
    return crowd;
  }

  async measure(): Promise<Measured> {
    const before = {
      time: performance.now(),
      cpu: this.#site.processorSeconds(),
      bytes: this.#bytes(),
    };
    const changes = SECONDS * CHANGES_PER_SECOND;
    for (let change = 0; change < changes; change++) {
      await this.#change(change % 2 === 0);
      await pause(before.time + ((change + 1) * 1000) / CHANGES_PER_SECOND - performance.now());
    }
    const took = (performance.now() - before.time) / 1000;
    return {
      load: (this.#site.processorSeconds() - before.cpu) / took,
      bytes: (this.#bytes() - before.bytes) / took,
    };
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#watchers, ...this.#guests].map(({ caller }) => caller.close()));
    await this.#site.stop();
  }

  #bytes(): number {
    return this.#watchers.reduce((sum, { caller }) => sum + caller.bytes, 0);
  }

  #come(): Promise<Person> {
    const index = this.#next++;
    const onArrival = (): void => undefined;
    return this.#connect({ index, port: this.#site.port(index), onArrival });
  }

  async #change(comes: boolean): Promise<void> {
    if (comes) this.#guests.push(await this.#come());
    else await this.#guests.shift()?.caller.close();
  }
}

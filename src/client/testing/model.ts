import fc from 'fast-check';
import {
  CHAIN_IDS_REMEMBERED,
  CHAINS_PER_PEER,
  INBOX_MAX_AHEAD,
  REPLY_KEYS_KEPT,
} from '../../protocol/limits.ts';
import type { FaultyStorage } from './faulty-storage.ts';
import { type Correspondent, PostOffice } from './test-network.ts';

/** What may happen between two people. Places are fractions of what is on its way. */
export type Step =
  | { readonly kind: 'say'; readonly who: boolean; readonly count: number }
  | { readonly kind: 'hand' | 'double' | 'lose'; readonly place: number }
  | { readonly kind: 'lose-all' }
  | {
      readonly kind: 'reload' | 'break' | 'rotate' | 'read' | 'offline' | 'online';
      readonly who: boolean;
    }
  | { readonly kind: 'cut'; readonly who: boolean; readonly after: number }
  | { readonly kind: 'restore' | 'swap'; readonly who: boolean; readonly place: number }
  | { readonly kind: 'wait'; readonly ms: number };

const who = fc.boolean();
const place = fc.double({ min: 0, max: 0.999, noNaN: true });

const FAULTS: readonly fc.WeightedArbitrary<Step>[] = [
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('say' as const), who, count: fc.nat(4) }) },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('hand' as const), place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('double' as const), place }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('lose' as const), place }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'lose-all' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reload' as const), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('break' as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('cut' as const), who, after: fc.nat(6) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rotate' as const), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('read' as const), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('offline' as const), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('online' as const), who }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.constantFrom(250, 31_000, 3_700_000, 90_000_000),
    }),
  },
];

/** Whatever a network, a relay and a browser do to honest people. */
export const anyFault: fc.Arbitrary<Step> = fc.oneof(...FAULTS);

/** The same, and one person's profile is restored from a copy, or used in two places by turns. */
export const anyFaultOrCopy = (who: boolean): fc.Arbitrary<Step> => {
  const copied = { who: fc.constant(who), place };
  return fc.oneof(
    ...FAULTS,
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('restore' as const), ...copied }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('swap' as const), ...copied }) },
  );
};

/** How a session may end: somebody reads, online or offline, and closes the page at once. */
export const anyEnding: fc.Arbitrary<Step[]> = fc
  .record({ who, isOffline: fc.boolean() })
  .map(({ who, isOffline }): Step[] => [
    { kind: isOffline ? 'offline' : 'online', who },
    { kind: 'read', who },
    { kind: 'reload', who },
  ]);

/** Two people who talk, and what befalls them. */
export class Story {
  readonly office: PostOffice;
  /** What each has said, since they last went back to an earlier state. */
  readonly said = new Map<Correspondent, string[]>();
  /**
   * How many texts of the other each has read, as far as the other must learn of it: not when
   * anything was lost since, because a read receipt is sent once.
   */
  readonly read = new Map<Correspondent, number>();
  /** How often each kind of step met mail that was on its way: a fault that never does proves nothing. */
  readonly met: Map<string, number>;
  /** The other copy of a profile. */
  readonly #copies = new Map<Correspondent, FaultyStorage>();
  /** Commits before which there is no conversation yet. */
  readonly #firstCommits = new Map<Correspondent, number>();
  #count = 0;

  constructor(office: PostOffice, met = new Map<string, number>()) {
    this.office = office;
    this.met = met;
    this.said.set(office.alice, []);
    this.said.set(office.bob, []);
  }

  /** Both talk, having agreed to. */
  static async begin(met?: Map<string, number>): Promise<Story> {
    const story = new Story(await PostOffice.open(), met);
    await story.agree();
    return story;
  }

  async agree(): Promise<void> {
    for (const person of this.people) {
      while (this.said.get(person)?.length === 0) {
        await this.say(person);
        await this.office.settle();
        await this.restart();
      }
    }
    do await this.office.heal();
    while (await this.restart());
    for (const person of this.people) {
      this.#firstCommits.set(person, person.storage.commits.length);
    }
  }

  get people(): readonly Correspondent[] {
    return [this.office.alice, this.office.bob];
  }

  async tell(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      if (this.office.mail.length > 0) this.met.set(step.kind, (this.met.get(step.kind) ?? 0) + 1);
      await this.#take(step);
      await this.office.settle();
      await this.restart();
      await this.#checkBounds();
    }
  }

  /** Whose storage was cut is discarded, and begins again from what was stored. Whether anybody was. */
  async restart(): Promise<boolean> {
    const crashed = this.people.filter(({ storage }) => storage.isCut);
    for (const person of crashed) {
      person.storage.commitsLeft = Infinity;
      this.met.set('crash', (this.met.get('crash') ?? 0) + 1);
      await person.load();
      this.office.introduce();
      await this.office.settle();
    }
    return crashed.length > 0;
  }

  /** No more faults: everything that waits is brought. */
  async end(): Promise<void> {
    for (const { storage } of this.people) {
      storage.breaksNext = false;
      storage.commitsLeft = Infinity;
    }
    for (const person of this.people) person.setOnline(true);
    await this.office.heal();
  }

  async #take(step: Step): Promise<void> {
    const { mail, clock } = this.office;
    switch (step.kind) {
      case 'say':
        for (let n = 0; n <= step.count; n++) await this.say(this.#person(step.who));
        return;
      case 'hand': {
        const [taken] = mail.splice(Math.floor(step.place * mail.length), 1);
        if (taken !== undefined && !(await this.office.hand(taken))) mail.push(taken);
        return;
      }
      case 'double': {
        const taken = mail[Math.floor(step.place * mail.length)];
        if (taken !== undefined) mail.push(taken);
        return;
      }
      case 'lose':
        this.read.clear();
        mail.splice(Math.floor(step.place * mail.length), 1);
        return;
      case 'lose-all':
        this.read.clear();
        mail.length = 0;
        return;
      case 'reload':
        await ignoreStorage(this.#person(step.who).load());
        return;
      case 'break':
        this.#person(step.who).storage.breaksNext = true;
        return;
      case 'cut':
        this.#person(step.who).storage.commitsLeft = step.after;
        return;
      case 'rotate':
        this.#person(step.who).storage.breaksNext = false;
        await ignoreStorage(this.#person(step.who).rotate());
        return;
      case 'restore':
        await this.restore(this.#person(step.who), step.place);
        return;
      case 'swap':
        await this.swap(this.#person(step.who), step.place);
        return;
      case 'read':
        await this.#read(this.#person(step.who));
        return;
      case 'offline':
      case 'online':
        this.#person(step.who).setOnline(step.kind === 'online');
        return;
      case 'wait':
        clock.advance(step.ms);
    }
  }

  /** Says the next thing; what the storage does not take was not said. */
  async say(person: Correspondent): Promise<void> {
    const text = `${person.name} ${this.#count++}`;
    try {
      await person.people.of(this.other(person).id).sendText(text);
    } catch {
      return;
    }
    this.said.get(person)?.push(text);
  }

  /** Goes back to how the profile was at an earlier commit, a fraction of them. */
  async restore(person: Correspondent, place: number): Promise<void> {
    await person.use(await this.#earlier(person, place));
    this.said.set(person, []);
  }

  /** Goes on with the other copy of the profile; the first time it is an earlier state. */
  async swap(person: Correspondent, place: number): Promise<void> {
    const other = this.#copies.get(person) ?? (await this.#earlier(person, place));
    person.storage.commitsLeft = Infinity;
    person.storage.breaksNext = false;
    this.#copies.set(person, person.storage);
    await person.use(other);
    this.said.set(person, []);
  }

  #earlier(person: Correspondent, place: number): Promise<FaultyStorage> {
    const { commits } = person.storage;
    const first = this.#firstCommits.get(person) ?? commits.length;
    return person.storage.copy(first + Math.floor(place * (commits.length - first + 1)));
  }

  async #read(person: Correspondent): Promise<void> {
    const other = this.other(person);
    try {
      await person.people.of(other.id).markRead();
    } catch {
      return;
    }
    const seen = (await person.lines(other)).filter(({ mine, kind }) => !mine && kind === 'text');
    this.read.set(person, seen.length);
  }

  /** What a device keeps of one person never grows beyond the limits. */
  async #checkBounds(): Promise<void> {
    for (const { storage } of this.people) {
      for (const [table, limit] of BOUNDS) {
        const { length } = await storage.list(table);
        if (length > limit) throw new TypeError(`${length} rows in ${table}`);
      }
    }
  }

  other(person: Correspondent): Correspondent {
    return person === this.office.alice ? this.office.bob : this.office.alice;
  }

  #person(first: boolean): Correspondent {
    return first ? this.office.alice : this.office.bob;
  }
}

const BOUNDS = [
  ['held', INBOX_MAX_AHEAD],
  ['chains', CHAINS_PER_PEER],
  ['chain-ids', CHAIN_IDS_REMEMBERED],
  ['reply-keys', REPLY_KEYS_KEPT],
] as const;

/** What the storage does not take, a person tries again or leaves. */
async function ignoreStorage(attempt: Promise<void>): Promise<void> {
  await attempt.catch(() => undefined);
}

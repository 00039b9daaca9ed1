import fc from 'fast-check';
import { fromBase64url } from '../../protocol/bytes.ts';
import {
  CHAIN_IDS_REMEMBERED,
  CHAINS_PER_PEER,
  INBOX_MAX_AHEAD,
  REPLY_KEYS_KEPT,
} from '../../protocol/limits.ts';
import { decodeRecord } from '../../protocol/record.ts';
import type { FaultyStorage } from './faulty-storage.ts';
import { TestNetwork, type TestPeer } from './test-network.ts';

/** What may happen between two people. Positions are fractions of the envelopes in transit. */
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
  | { readonly kind: 'wait'; readonly ms: number }
  /** A reaction, an edit, a deletion or a reply; the place is a fraction of the timeline. */
  | {
      readonly kind: 'react' | 'edit' | 'delete' | 'reply';
      readonly who: boolean;
      readonly place: number;
    }
  | { readonly kind: 'timer'; readonly who: boolean; readonly seconds: number };

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

/** Faults of networks, relays and browsers. */
export const anyFault: fc.Arbitrary<Step> = fc.oneof(...FAULTS);

/** The same faults, and a profile that is restored from a copy or used in two places in turn. */
export const anyFaultOrCopy = (who: boolean): fc.Arbitrary<Step> => {
  const copied = { who: fc.constant(who), place };
  return fc.oneof(
    ...FAULTS,
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('restore' as const), ...copied }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('swap' as const), ...copied }) },
  );
};

const changes = fc.record({
  kind: fc.constantFrom(...(['react', 'edit', 'edit', 'delete', 'reply'] satisfies Step['kind'][])),
  who,
  place,
});

const timers = fc.record({
  kind: fc.constant('timer' as const),
  who,
  seconds: fc.constantFrom(0, 30, 300),
});

/** A receiver takes edits for a day: in a run with edits less than that passes. */
const isShort = (step: Step): boolean => step.kind !== 'wait' || step.ms < 60_000;

/** Changes of messages among faults. */
export const anyChangeAmong = (faults: fc.Arbitrary<Step>): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 10, arbitrary: faults.filter(isShort) },
    { weight: 5, arbitrary: changes },
    { weight: 1, arbitrary: timers },
  );

/** How a run may end: a person reads, online or offline, and closes the page at once. */
export const anyEnding: fc.Arbitrary<Step[]> = fc
  .record({ who, isOffline: fc.boolean() })
  .map(({ who, isOffline }): Step[] => [
    { kind: isOffline ? 'offline' : 'online', who },
    { kind: 'read', who },
    { kind: 'reload', who },
  ]);

/** A model of two people who talk while faults happen: what each should see in the end. */
export class Model {
  readonly network: TestNetwork;
  /** The messages that each has sent since they last returned to an earlier state. */
  readonly said = new Map<TestPeer, string[]>();
  /**
   * How many messages of the other each has read, as far as the other must learn of it. Undefined
   * once an envelope was lost, because a read receipt is sent once.
   */
  readonly read = new Map<TestPeer, number>();
  /** How many messages of the other each has read: reading them again sends nothing. */
  readonly #readBefore = new Map<TestPeer, number>();
  /** Wordings that nobody must have any more, by their author. */
  readonly erased = new Map<TestPeer, string[]>();
  /** Texts that have disappeared. */
  readonly expired: string[] = [];
  /** Ids of messages that each has changed since they last returned to an earlier state. */
  readonly changed = new Map<TestPeer, Set<string>>();
  /** How often each kind of step met envelopes in transit: a fault that never does proves nothing. */
  readonly met: Map<string, number>;
  /** The other copy of a profile. */
  readonly #copies = new Map<TestPeer, FaultyStorage>();
  /** The number of commits after which the conversation exists. */
  readonly #firstCommits = new Map<TestPeer, number>();
  /** When faults and changes began, ms. */
  #begun = Infinity;
  #count = 0;

  constructor(network: TestNetwork, met = new Map<string, number>()) {
    this.network = network;
    this.met = met;
    this.said.set(network.alice, []);
    this.said.set(network.bob, []);
    for (const person of this.people) this.#forgetChanges(person);
  }

  /** Two people who have accepted the conversation. */
  static async begin(met?: Map<string, number>): Promise<Model> {
    const model = new Model(await TestNetwork.open(), met);
    await model.agree();
    return model;
  }

  async agree(): Promise<void> {
    await this.network.begin('a model', () => this.#agree());
    this.#begun = this.network.clock.now();
    this.#count = 0;
    for (const person of this.people) {
      this.#firstCommits.set(person, person.storage.commits.length);
      const said = (await person.timeline(this.other(person))).filter(({ mine }) => mine);
      this.said.set(
        person,
        said.map(({ text }) => text),
      );
      this.#count += said.length;
    }
  }

  async #agree(): Promise<void> {
    for (const person of this.people) {
      while (this.said.get(person)?.length === 0) {
        await this.say(person);
        await this.network.settle();
        await this.restart();
      }
    }
    do await this.network.heal();
    while (await this.restart());
  }

  get people(): readonly TestPeer[] {
    return [this.network.alice, this.network.bob];
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      if (this.network.inTransit.length > 0)
        this.met.set(step.kind, (this.met.get(step.kind) ?? 0) + 1);
      await this.#take(step);
      await this.network.settle();
      await this.restart();
      this.#countReceiptsInTexts();
      await this.#checkBounds();
    }
  }

  /**
   * Restarts every person whose storage was cut, from the stored data. Returns whether there was
   * one.
   */
  async restart(): Promise<boolean> {
    const crashed = this.people.filter(({ storage }) => storage.isCut);
    for (const person of crashed) {
      person.storage.commitsLeft = Infinity;
      this.met.set('crash', (this.met.get('crash') ?? 0) + 1);
      await start(person);
      this.network.introduce();
      await this.network.settle();
    }
    return crashed.length > 0;
  }

  /**
   * Ends the faults and delivers everything that is pending.
   * @param roundMs how much time passes at a time, 12 times
   */
  async end(roundMs?: number): Promise<void> {
    for (const { storage } of this.people) {
      storage.breaksNext = false;
      storage.commitsLeft = Infinity;
    }
    for (const person of this.people) person.setOnline(true);
    await this.network.heal(roundMs);
  }

  async #take(step: Step): Promise<void> {
    const { inTransit, clock } = this.network;
    switch (step.kind) {
      case 'say':
        for (let n = 0; n <= step.count; n++) await this.say(this.#person(step.who));
        return;
      case 'hand': {
        const [taken] = inTransit.splice(Math.floor(step.place * inTransit.length), 1);
        if (taken !== undefined && !(await this.network.deliver(taken))) inTransit.push(taken);
        return;
      }
      case 'double': {
        const taken = inTransit[Math.floor(step.place * inTransit.length)];
        if (taken !== undefined) inTransit.push(taken);
        return;
      }
      case 'lose':
        this.read.clear();
        inTransit.splice(Math.floor(step.place * inTransit.length), 1);
        return;
      case 'lose-all':
        this.read.clear();
        inTransit.length = 0;
        return;
      case 'reload':
        await ignoreStorage(start(this.#person(step.who)));
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
      case 'react':
      case 'edit':
      case 'delete':
      case 'reply':
        await this.#change(this.#person(step.who), step.kind, step.place);
        return;
      case 'timer':
        await this.#setTimer(this.#person(step.who), step.seconds);
        return;
      case 'wait':
        clock.advance(step.ms);
    }
  }

  /** Sends the next message. One that the storage rejects does not count. */
  async say(person: TestPeer): Promise<void> {
    const text = `${person.name} ${this.#count++}`;
    try {
      await person.people.of(this.other(person).id).sendText(text);
    } catch {
      return;
    }
    this.said.get(person)?.push(text);
  }

  /** Changes or answers a message that was written since the conversation began. */
  async #change(
    person: TestPeer,
    kind: 'react' | 'edit' | 'delete' | 'reply',
    place: number,
  ): Promise<void> {
    const conversation = person.people.of(this.other(person).id);
    const isOwn = kind === 'edit' || kind === 'delete';
    const all = (await person.timeline(this.other(person))).filter(
      ({ ref, mine, sent, isDeleted }) =>
        ref !== undefined && (mine || !isOwn) && sent >= this.#begun && isDeleted !== true,
    );
    const message = all[Math.floor(place * all.length)];
    if (message?.ref === undefined) return;
    const { ref, text } = message;
    const emoji = EMOJI[Math.floor(place * 1000) % EMOJI.length] ?? '';
    try {
      if (kind === 'react') await conversation.actions.react(ref, emoji);
      else if (kind === 'edit') await conversation.actions.edit(ref.id, `edit ${this.#count++}`);
      else if (kind === 'delete') await conversation.actions.deleteForBoth(ref.id);
      else await conversation.sendText(`reply ${this.#count++}`, ref);
    } catch {
      return;
    }
    this.met.set(kind, (this.met.get(kind) ?? 0) + 1);
    if (kind !== 'reply') this.changed.get(person)?.add(ref.id);
    if (isOwn) this.erased.get(person)?.push(text);
  }

  async #setTimer(person: TestPeer, seconds: number): Promise<void> {
    try {
      await person.people.of(this.other(person).id).actions.setTimer(seconds);
    } catch {
      return;
    }
    this.met.set('timer', (this.met.get('timer') ?? 0) + 1);
  }

  /** Both read all that arrived, and wait until the last timer has run out. */
  async expire(): Promise<void> {
    for (const person of this.people) {
      await person.people.of(this.other(person).id).markRead();
      const texts = (await person.timeline(this.other(person))).filter(
        ({ kind, seconds }) => kind === 'text' && seconds !== undefined,
      );
      this.expired.push(...texts.map(({ text }) => text).filter(Boolean));
    }
    await this.network.settle();
    this.network.clock.advance(LONGEST_TIMER_MS);
    await this.network.settle();
  }

  #forgetChanges(person: TestPeer): void {
    this.erased.set(person, []);
    this.changed.set(person, new Set());
  }

  /** Restores the profile to an earlier commit, given as a fraction of all commits. */
  async restore(person: TestPeer, place: number): Promise<void> {
    await person.use(await this.#earlier(person, place));
    this.said.set(person, []);
    this.#forgetChanges(person);
  }

  /** Continues with the other copy of the profile, which is at first an earlier state. */
  async swap(person: TestPeer, place: number): Promise<void> {
    const other = this.#copies.get(person) ?? (await this.#earlier(person, place));
    person.storage.commitsLeft = Infinity;
    person.storage.breaksNext = false;
    this.#copies.set(person, person.storage);
    await person.use(other);
    this.said.set(person, []);
    this.#forgetChanges(person);
  }

  #earlier(person: TestPeer, place: number): Promise<FaultyStorage> {
    const { commits } = person.storage;
    const first = this.#firstCommits.get(person) ?? commits.length;
    return person.storage.copy(first + Math.floor(place * (commits.length - first + 1)));
  }

  async #read(person: TestPeer): Promise<void> {
    const other = this.other(person);
    try {
      await person.people.of(other.id).markRead();
    } catch {
      return;
    }
    const seen = (await person.timeline(other)).filter(
      ({ mine, kind }) => !mine && kind === 'text',
    );
    if (seen.length > (this.#readBefore.get(person) ?? 0)) this.read.set(person, seen.length);
    this.#readBefore.set(person, seen.length);
  }

  /** Counts texts that wait for a receipt and contain one. */
  #countReceiptsInTexts(): void {
    for (const person of this.people) {
      const { store } = person.people.of(this.other(person).id);
      for (const { sealed } of store.entries('outbox').values()) {
        if (sealed === undefined) continue;
        const { body } = decodeRecord(fromBase64url(sealed.record));
        if (body.type !== 'text' || body.receipt === undefined) continue;
        this.met.set('receipt in a text', (this.met.get('receipt in a text') ?? 0) + 1);
      }
    }
  }

  /** Checks that what a device stores about one peer stays within the limits. */
  async #checkBounds(): Promise<void> {
    for (const { storage } of this.people) {
      for (const [table, limit] of BOUNDS) {
        const { length } = await storage.list(table);
        if (length > limit) throw new TypeError(`${length} rows in ${table}`);
      }
    }
  }

  other(person: TestPeer): TestPeer {
    return person === this.network.alice ? this.network.bob : this.network.alice;
  }

  #person(first: boolean): TestPeer {
    return first ? this.network.alice : this.network.bob;
  }
}

const LONGEST_TIMER_MS = 300_000;
const EMOJI = ['👍', '❤️', '', '🇫🇮'];

const BOUNDS = [
  ['held', INBOX_MAX_AHEAD],
  ['chains', CHAINS_PER_PEER],
  ['chain-ids', CHAIN_IDS_REMEMBERED],
  ['reply-keys', REPLY_KEYS_KEPT],
] as const;

/** Starts the page. If it cannot start because the storage fails, its user tries again. */
const start = (person: TestPeer): Promise<void> => person.load().catch(() => person.load());

/** A user may ignore that the storage rejects something. */
async function ignoreStorage(attempt: Promise<void>): Promise<void> {
  await attempt.catch(() => undefined);
}

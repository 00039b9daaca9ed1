import { equal } from '../../../protocol/bytes.ts';
import { ChatError } from '../../../protocol/errors.ts';
import { LANES } from '../../../protocol/events.ts';
import {
  NAME_HELD_MS,
  PRESENCE_LIFE_MS,
  STRANGERS_RECEIVERS_MAX,
  STRANGERS_RECEIVERS_MS,
} from '../../../protocol/limits.ts';
import { ExpiringMap } from '../../limits/expiring-map.ts';
import type { PresenceRecords } from '../listed-presence.ts';
import { DEFAULT_POLICY, isRevoked, shareOf } from '../policy.ts';
import type {
  Connected,
  ConnectionId,
  Enqueued,
  Lane,
  Mailboxes,
  MailboxNotifier,
  NotificationListener,
  OnlineSession,
  People,
  PersonId,
  PersonRecord,
  Policy,
  PublishedBundle,
  SentEnvelope,
  SessionState,
} from '../store.ts';
import type { LaneMemory } from './lane-memory.ts';
import { Mailbox } from './mailbox.ts';

/** The presence of a person, now or when last seen. */
interface Presence {
  readonly connection: ConnectionId | undefined;
  readonly since: number;
  /** When it was last confirmed, ms. */
  readonly seen: number;
}

/** Everything that belongs to one identity: in Redis, one hash slot. */
interface Person {
  bundle: PublishedBundle;
  presence: Presence;
  policy: Policy;
  /** To whom they wrote as a stranger, and when first, ms. */
  readonly receivers: Map<PersonId, number>;
  readonly mailboxes: Readonly<Record<Lane, Mailbox>>;
}

/** The most that the store may hold. */
export interface PeopleLimits {
  readonly maxPeople: number;
  readonly memory: Readonly<Record<Lane, LaneMemory>>;
  /** Called with a person who was evicted to make room, and with the name that this releases. */
  readonly onEvicted: (person: PersonId, name: string) => void;
}

/** The id of the only process that uses this store. */
export const MEMORY_POD = 'this';

/** People and their mailboxes in memory. */
export class MemoryPeople implements People, PresenceRecords, MailboxNotifier {
  readonly #now: () => number;
  readonly #limits: PeopleLimits;
  readonly #people: ExpiringMap<PersonId, Person>;
  readonly #listeners = new Set<NotificationListener>();

  constructor(now: () => number, limits: PeopleLimits) {
    this.#now = now;
    this.#limits = limits;
    this.#people = new ExpiringMap(NAME_HELD_MS, now, clearMail);
  }

  /** How many people are known. */
  get size(): number {
    return this.#people.size;
  }

  async publish(id: PersonId, bundle: PublishedBundle): Promise<string | undefined> {
    const person = this.#people.get(id);
    if (person === undefined) {
      this.#add(id, bundle);
      return undefined;
    }
    const before = person.bundle;
    const older = bundle.number < before.number;
    const forked = bundle.number === before.number && !equal(bundle.digest, before.digest);
    if (older || forked) throw new ChatError('bundle-rollback');
    person.bundle = bundle;
    this.#people.touch(id);
    return before.name;
  }

  async find(id: PersonId): Promise<PersonRecord | undefined> {
    const person = this.#people.get(id);
    if (person === undefined) return undefined;
    const { bundle, presence, policy } = person;
    const online = this.#isOnline(presence);
    const since = online ? presence.since : presence.seen;
    return { name: bundle.name, bundle: bundle.bytes, online, since, policy };
  }

  async setPolicy(id: PersonId, policy: Policy): Promise<void> {
    const person = this.#people.get(id);
    if (person === undefined) throw new ChatError('person-unknown');
    person.policy = policy;
  }

  async countReceiver(id: PersonId, receiver: PersonId): Promise<boolean> {
    const { receivers } = this.#people.get(id) ?? {};
    if (receivers === undefined) return true;
    const now = this.#now();
    // In the order of their times.
    for (const [counted, at] of receivers) {
      if (at + STRANGERS_RECEIVERS_MS > now) break;
      receivers.delete(counted);
    }
    if (receivers.has(receiver)) return true;
    if (receivers.size >= STRANGERS_RECEIVERS_MAX) return false;
    receivers.set(receiver, now);
    return true;
  }

  async connect(id: PersonId, connection: ConnectionId): Promise<Connected> {
    const person = this.#people.get(id);
    if (person === undefined) throw new ChatError('person-unknown');
    const { presence } = person;
    const now = this.#now();
    const online = this.#isOnline(presence);
    const since = online ? presence.since : now;
    person.presence = { connection, since, seen: now };
    this.#people.touch(id);
    const isOlder = presence.connection !== connection && presence.seen <= now;
    const replaced = isOlder ? presence.connection : undefined;
    return { connectedAt: now, since, replaced, policy: person.policy };
  }

  async confirm(session: OnlineSession): Promise<SessionState> {
    const { person: id, connection, connectedAt } = session;
    const person = this.#people.get(id);
    if (person === undefined) return 'lost';
    const { connection: active, seen } = person.presence;
    if (active !== connection) {
      return active !== undefined && seen > connectedAt ? 'replaced' : 'lost';
    }
    person.presence = { ...person.presence, seen: this.#now() };
    this.#people.touch(id);
    return LANES.filter((lane) => !person.mailboxes[lane].isEmpty);
  }

  async disconnect(id: PersonId, connection: ConnectionId): Promise<number | undefined> {
    const person = this.#people.get(id);
    if (person?.presence.connection !== connection) return undefined;
    const now = this.#now();
    person.presence = { connection: undefined, since: now, seen: now };
    this.#people.touch(id);
    return now;
  }

  async forget(id: PersonId): Promise<void> {
    const person = this.#people.get(id);
    if (person !== undefined) clearMail(person);
    this.#people.delete(id);
  }

  /** The mailboxes of one lane. */
  mailboxes(lane: Lane): Mailboxes {
    const mailboxOf = (person: PersonId): Mailbox | undefined =>
      this.#people.get(person)?.mailboxes[lane];
    return {
      enqueue: async (to, sent) => this.#enqueue(to, lane, sent),
      peek: async (of, size) => mailboxOf(of)?.peek(size) ?? [],
      acknowledge: async (of, entryIds, next) => {
        const mailbox = mailboxOf(of);
        mailbox?.acknowledge(entryIds);
        return next === undefined ? [] : (mailbox?.peek(next) ?? []);
      },
    };
  }

  onNotification(listener: NotificationListener): void {
    this.#listeners.add(listener);
  }

  #enqueue(to: PersonId, lane: Lane, sent: SentEnvelope): Enqueued {
    const person = this.#people.get(to);
    if (person === undefined) throw new ChatError('person-unknown');
    const { policy, presence, mailboxes } = person;
    const share = shareOf(policy, lane, sent.token);
    if (share === undefined) throw new ChatError('requests-closed');
    const isDiscarded = isRevoked(policy, sent.token?.serial, this.#now());
    const enqueued = mailboxes[lane].enqueue(sent, { share, isDiscarded });
    if (isDiscarded || presence.connection === undefined) return { ...enqueued, pod: undefined };
    for (const listener of this.#listeners) listener(to, lane);
    return { ...enqueued, pod: MEMORY_POD };
  }

  #add(id: PersonId, bundle: PublishedBundle): void {
    const { maxPeople, memory } = this.#limits;
    if (this.#people.size >= maxPeople) this.#evictOldest();
    const now = this.#now();
    const presence = { connection: undefined, since: now, seen: now };
    const mailboxes = {
      contacts: new Mailbox(this.#now, memory.contacts),
      strangers: new Mailbox(this.#now, memory.strangers),
    };
    this.#people.set(id, {
      bundle,
      presence,
      policy: DEFAULT_POLICY,
      receivers: new Map(),
      mailboxes,
    });
  }

  /**
   * Evicts the person who has been offline longest: rejecting new people would let a flood keep
   * everybody out.
   */
  #evictOldest(): void {
    const [id, person] = this.#people.oldest() ?? [];
    if (id === undefined || person === undefined || this.#isOnline(person.presence)) {
      throw new ChatError('directory-full');
    }
    clearMail(person);
    this.#people.delete(id);
    this.#limits.onEvicted(id, person.bundle.name);
  }

  #isOnline({ connection, seen }: Presence): boolean {
    return connection !== undefined && seen + PRESENCE_LIFE_MS > this.#now();
  }
}

function clearMail({ mailboxes }: Person): void {
  for (const lane of LANES) mailboxes[lane].clear();
}

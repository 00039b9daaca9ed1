import { LANES } from '../../../protocol/events.ts';
import {
  NAME_HELD_MS,
  PRESENCE_LIFE_MS,
  STRANGERS_RECEIVERS_MAX,
  STRANGERS_RECEIVERS_MS,
} from '../../../protocol/limits.ts';
import type { PresenceRecords } from '../listed-presence.ts';
import type {
  Connected,
  ConnectionId,
  OnlineSession,
  People,
  PersonId,
  PersonRecord,
  Policy,
  PublishedBundle,
  SessionState,
} from '../store.ts';
import { mailKeys, personKey, receiversKey } from './keys.ts';
import { parsePolicy, writePolicy } from './policy-text.ts';
import type { RedisLink } from './redis-link.ts';
import type { RedisMemory } from './redis-memory.ts';
import { bytesOf, checkRejection, listOf, numberOf, optionalText, textOf } from './replies.ts';
import { CONFIRM } from './scripts/confirm.lua.ts';
import { CONNECT } from './scripts/connect.lua.ts';
import { COUNT_RECEIVER } from './scripts/count-receiver.lua.ts';
import { DISCONNECT } from './scripts/disconnect.lua.ts';
import { FORGET_PERSON } from './scripts/forget-person.lua.ts';
import { PUBLISH_BUNDLE } from './scripts/publish-bundle.lua.ts';
import { SET_POLICY } from './scripts/set-policy.lua.ts';

const RECEIVER_LENGTH = 16;

const keysOf = (person: PersonId): readonly string[] => [
  personKey(person),
  ...mailKeys(person, 'contacts'),
  ...mailKeys(person, 'strangers'),
];

/** Bundles and presence in Redis: one hash per person. */
export class RedisPeople implements People, PresenceRecords {
  readonly #link: RedisLink;
  readonly #now: () => number;
  readonly #memory: RedisMemory;

  constructor(link: RedisLink, now: () => number, memory: RedisMemory) {
    this.#memory = memory;
    this.#link = link;
    this.#now = now;
  }

  async publish(person: PersonId, bundle: PublishedBundle): Promise<string | undefined> {
    const { name, number, digest, bytes } = bundle;
    const args = [...this.#times(), name, number, Buffer.from(digest), Buffer.from(bytes)];
    const isFull = this.#memory.hasRoomForPeople ? '' : '1';
    const [rejection, before] = listOf(
      await this.#link.run(PUBLISH_BUNDLE, keysOf(person), [...args, isFull]),
    );
    checkRejection(rejection);
    return optionalText(before);
  }

  async find(person: PersonId): Promise<PersonRecord | undefined> {
    const fields = ['until', 'name', 'bundle', 'connection', 'since', 'seen', 'policy'];
    const reply = await this.#link.call('HMGET', personKey(person), ...fields);
    const [until, name, bundle, connection, since, seen, policy] = listOf(reply);
    const now = this.#now();
    if (until === null || numberOf(until) <= now) return undefined;
    const online = textOf(connection) !== '' && numberOf(seen) + PRESENCE_LIFE_MS > now;
    return {
      name: textOf(name),
      bundle: bytesOf(bundle),
      online,
      since: numberOf(online ? since : seen),
      policy: parsePolicy(optionalText(policy)),
    };
  }

  async setPolicy(person: PersonId, policy: Policy): Promise<void> {
    const args = [this.#now(), writePolicy(policy)];
    checkRejection(await this.#link.run(SET_POLICY, [personKey(person)], args));
  }

  async countReceiver(person: PersonId, receiver: PersonId): Promise<boolean> {
    const limits = [STRANGERS_RECEIVERS_MS, STRANGERS_RECEIVERS_MAX];
    // A part of the key tells receivers apart as well, and needs less memory.
    const args = [this.#now(), ...limits, receiver.slice(0, RECEIVER_LENGTH)];
    return numberOf(await this.#link.run(COUNT_RECEIVER, [receiversKey(person)], args)) === 1;
  }

  async connect(person: PersonId, connection: ConnectionId): Promise<Connected> {
    const times = this.#times();
    const args = [...times, connection, this.#link.pod, PRESENCE_LIFE_MS];
    const reply = await this.#link.run(CONNECT, [personKey(person)], args);
    const [rejection, since, before, policy] = listOf(reply);
    checkRejection(rejection);
    return {
      connectedAt: times[0],
      since: numberOf(since),
      replaced: textOf(before) || undefined,
      policy: parsePolicy(optionalText(policy)),
    };
  }

  async confirm({ person, connection, connectedAt }: OnlineSession): Promise<SessionState> {
    const counters = LANES.map((lane) => mailKeys(person, lane)[1]);
    const keys = [personKey(person), ...counters];
    const args = [...this.#times(), connection, connectedAt];
    const reply = listOf(await this.#link.run(CONFIRM, keys, args));
    if (reply.length < LANES.length) return numberOf(reply[0]) === 1 ? 'replaced' : 'lost';
    return LANES.filter((_lane, index) => numberOf(reply[index]) === 1);
  }

  async disconnect(person: PersonId, connection: ConnectionId): Promise<number | undefined> {
    const times = this.#times();
    const args = [...times, connection];
    const wasActive = await this.#link.run(DISCONNECT, [personKey(person)], args);
    return numberOf(wasActive) === 1 ? times[0] : undefined;
  }

  async forget(person: PersonId): Promise<void> {
    const reply = listOf(await this.#link.run(FORGET_PERSON, keysOf(person), []));
    for (const [index, lane] of LANES.entries()) {
      this.#memory.removed(lane, listOf(reply[index]).map(numberOf));
    }
  }

  /** Now, until when the person is known, and how long that is. */
  #times(): [now: number, until: number, life: number] {
    const now = this.#now();
    return [now, now + NAME_HELD_MS, NAME_HELD_MS];
  }
}

import { ChatError } from '../../protocol/errors.ts';
import { NAME_HELD_MS } from '../../protocol/limits.ts';
import { Heartbeat } from '../cluster/heartbeat.ts';
import { type DirectEnvelope, UNREACHABLE } from '../routing/direct-envelope.ts';
import { isRevoked } from '../store/policy.ts';
import type {
  ConnectionId,
  OnlineSession,
  PersonId,
  Policy,
  SessionState,
} from '../store/store.ts';
import type { Connection, SignedIn } from './connection.ts';
import { Delivery } from './delivery.ts';
import { HeldNames } from './held-names.ts';
import { announce, announceListing, endWatch } from './presence-announcement.ts';
import type { RelayParts } from './relay-parts.ts';
import { StrangersDelivery } from './strangers-delivery.ts';

/** How often a heartbeat renews the hold on a name: rarely, because a name is held for days. */
const NAME_RENEWAL_MS = NAME_HELD_MS / 72;

/** A session whose connection is open in this process. */
interface RegisteredSession extends OnlineSession {
  readonly socket: Connection;
  readonly delivery: Delivery;
  readonly strangers: StrangersDelivery;
  isListed: boolean;
  /** Revoked contact tokens, and when each would have expired, ms. */
  revoked: Policy['revoked'];
  /** When the hold on the name was last renewed, ms. */
  nameRenewedAt: number;
}

/** The sessions of everybody who has signed in at this process. */
export class SessionRegistry {
  readonly #parts: RelayParts;
  /** In the order in which the hold on their names was renewed, longest ago first. */
  readonly #sessions = new Map<Connection, RegisteredSession>();
  /** The newest session of each person. */
  readonly #newest = new Map<PersonId, RegisteredSession>();
  readonly #heartbeat: Heartbeat;
  /** A live view for the heartbeat. */
  readonly #live: Iterable<RegisteredSession> = {
    [Symbol.iterator]: () => this.#sessions.values(),
  };

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#heartbeat = new Heartbeat(() => this.#confirmAll(), parts.logger);
    parts.store.notifier.onNotification((person, lane, queued) => {
      const session = this.#newest.get(person);
      if (lane === 'contacts') session?.delivery.wake(queued);
      else session?.strangers.wake();
    });
  }

  /** Starts the heartbeat. */
  start(): void {
    this.#heartbeat.start();
  }

  stop(): void {
    this.#heartbeat.stop();
  }

  /**
   * Makes this the person's only connection, announces them and starts their delivery.
   * @throws ChatError `not-signed-in` when the connection ended in the meantime
   */
  async connect(connection: Connection, person: SignedIn): Promise<void> {
    const { io, store, now } = this.#parts;
    const { socket } = connection;
    const session = { person: person.id, name: person.name, connection: socket.id };
    const { since, connectedAt, replaced, policy } = await store.presence.connect(session);
    if (replaced !== undefined) this.#end(replaced);
    const delivery = new Delivery(connection, person.id, this.#parts);
    const strangers = new StrangersDelivery(socket, person.id, this.#parts);
    this.#add({
      ...session,
      ...{ since, connectedAt, socket: connection, delivery, strangers, nameRenewedAt: now() },
      ...{ isListed: policy.listed, revoked: policy.revoked },
    });
    announce(
      io,
      { identity: person.identity, name: person.name, online: true, since },
      policy.listed,
    );
    if (!socket.connected) {
      await this.disconnect(connection, person);
      throw new ChatError('not-signed-in');
    }
    // After the ack of the sign-in, which is sent before the event loop turns.
    setImmediate(() => {
      delivery.wake();
      strangers.offerAgain();
    });
  }

  /** The connection ended; the name stays held. Changes nothing when a newer connection took over. */
  async disconnect(connection: Connection, person: SignedIn): Promise<void> {
    const { io, store } = this.#parts;
    const isListed = this.#remove(connection)?.isListed ?? false;
    const since = await store.presence.disconnect(person.id, connection.socket.id);
    if (since === undefined) return;
    await new HeldNames(store.names).claim(person.name, person.id);
    announce(io, { identity: person.identity, name: person.name, online: false, since }, isListed);
  }

  /** The person signs out for good: releases the name and deletes the rest. */
  async forget(connection: Connection, person: SignedIn): Promise<void> {
    const { io, store, now } = this.#parts;
    const isListed = this.#remove(connection)?.isListed ?? false;
    await new HeldNames(store.names).release(person.name, person.id);
    await store.presence.disconnect(person.id, connection.socket.id);
    await store.people.forget(person.id);
    announce(io, { identity: person.identity, online: false, since: now() }, isListed);
  }

  /** Replaces the policy of a connected person, on which the lobby and all watchers depend. */
  async setPolicy(connection: Connection, policy: Policy): Promise<void> {
    const { io, store } = this.#parts;
    const { id, identity, name } = connection.person;
    await store.people.setPolicy(id, policy);
    const session = this.#sessions.get(connection);
    if (session === undefined) return;
    const { isListed, revoked, since } = session;
    session.isListed = policy.listed;
    session.revoked = policy.revoked;
    const presence = { identity, name, online: true, since };
    if (isListed !== policy.listed) {
      await store.presence.list(session);
      announceListing(io, presence, policy.listed);
    }
    for (const serial of policy.revoked.keys()) {
      if (!revoked.has(serial)) endWatch(io, presence, serial);
    }
  }

  /** Passes an envelope to the session of its receiver. */
  offer(envelope: DirectEnvelope): void {
    const session = this.#newest.get(envelope.to);
    // Queueing discards what has a revoked token: to its holder, the person looks offline.
    if (session === undefined || isRevoked(session, envelope.serial, this.#parts.now())) {
      envelope.settle(UNREACHABLE);
    } else session.delivery.offer(envelope);
  }

  /** The number of people whose newest session is here. */
  get size(): number {
    return this.#newest.size;
  }

  /** Makes every delivery look into its mailbox. */
  wakeAll(): void {
    for (const { delivery, strangers } of this.#sessions.values()) {
      delivery.wake();
      strangers.wake();
    }
  }

  /** Confirms all sessions now, as the heartbeat does at its interval. */
  beat(): Promise<void> {
    return this.#heartbeat.beat();
  }

  async #confirmAll(): Promise<void> {
    const { presence, memory } = this.#parts.store;
    void memory.refresh();
    await presence.heartbeat(this.#live, (session, state) => this.#apply(session, state));
    await Promise.all(this.#dueForRenewal().map((session) => this.#renewName(session)));
  }

  #apply(session: RegisteredSession, state: SessionState): void {
    const { socket, delivery, strangers, connection } = session;
    if (state === 'replaced') {
      // The event of the relay with the newer connection may get lost, or come later than this.
      this.#end(connection);
      return;
    }
    // Then the client signs in again.
    if (state === 'lost') return void socket.socket.conn.close();
    if (state.includes('contacts')) delivery.wake();
    if (state.includes('strangers')) strangers.offerAgain();
  }

  /** Sessions are in the order of their last renewal, so this reads one more than it returns. */
  #dueForRenewal(): readonly RegisteredSession[] {
    const renewedBefore = this.#parts.now() - NAME_RENEWAL_MS;
    const due: RegisteredSession[] = [];
    for (const session of this.#sessions.values()) {
      if (session.nameRenewedAt > renewedBefore) break;
      due.push(session);
    }
    return due;
  }

  /** Renews the hold on a name; a failure leaves it due for the next heartbeat. */
  async #renewName(session: RegisteredSession): Promise<void> {
    const { store, now } = this.#parts;
    await new HeldNames(store.names).claim(session.name, session.person);
    session.nameRenewedAt = now();
    // It moves to the end, unless it has ended in the meantime.
    if (this.#sessions.delete(session.socket)) this.#sessions.set(session.socket, session);
  }

  /** A socket's own id is also a room, on whichever pod it is, so no other connection is affected. */
  #end(replaced: ConnectionId): void {
    const { io } = this.#parts;
    io.in(replaced).emit('session:ended', { code: 'replaced' });
    io.in(replaced).disconnectSockets(true);
  }

  #add(session: RegisteredSession): void {
    this.#sessions.set(session.socket, session);
    // Queues what the earlier connection did not acknowledge, before this one looks into the mailbox.
    const before = this.#newest.get(session.person);
    before?.delivery.stop();
    before?.strangers.stop();
    this.#newest.set(session.person, session);
  }

  #remove(connection: Connection): RegisteredSession | undefined {
    const session = this.#sessions.get(connection);
    if (session === undefined) return undefined;
    session.delivery.stop();
    session.strangers.stop();
    this.#sessions.delete(connection);
    if (this.#newest.get(session.person) === session) this.#newest.delete(session.person);
    return session;
  }
}

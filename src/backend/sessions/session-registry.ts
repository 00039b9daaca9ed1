import { ChatError } from '../../protocol/errors.ts';
import { NAME_HELD_MS } from '../../protocol/limits.ts';
import { Heartbeat } from '../cluster/heartbeat.ts';
import { type DirectEnvelope, UNREACHABLE } from '../routing/direct-envelope.ts';
import type { ConnectionId, OnlineSession, PersonId, SessionState } from '../store/store.ts';
import type { Connection, SignedIn } from './connection.ts';
import { Delivery } from './delivery.ts';
import { HeldNames } from './held-names.ts';
import { announce } from './presence-announcement.ts';
import type { RelayParts } from './relay-parts.ts';

/** How often a heartbeat renews the hold on a name: rarely, because a name is held for days. */
const NAME_RENEWAL_MS = NAME_HELD_MS / 72;

/** A session whose connection is open in this process. */
interface RegisteredSession extends OnlineSession {
  readonly socket: Connection;
  readonly delivery: Delivery;
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
      if (lane === 'contacts') this.#newest.get(person)?.delivery.wake(queued);
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
    const { since, replaced, policy } = await store.presence.connect(session);
    if (replaced !== undefined) this.#end(replaced);
    const delivery = new Delivery(socket, person.id, this.#parts);
    const isListed = policy.listed;
    const times = { since, nameRenewedAt: now() };
    this.#add({ ...session, ...times, isListed, socket: connection, delivery });
    announce(io, { identity: person.identity, name: person.name, online: true, since });
    if (!socket.connected) {
      await this.disconnect(connection, person);
      throw new ChatError('not-signed-in');
    }
    // After the ack of the sign-in, which is sent before the event loop turns.
    setImmediate(() => delivery.wake());
  }

  /** The connection ended; the name stays held. Changes nothing when a newer connection took over. */
  async disconnect(connection: Connection, person: SignedIn): Promise<void> {
    const { io, store } = this.#parts;
    this.#remove(connection);
    const since = await store.presence.disconnect(person.id, connection.socket.id);
    if (since === undefined) return;
    await new HeldNames(store.names).claim(person.name, person.id);
    announce(io, { identity: person.identity, name: person.name, online: false, since });
  }

  /** The person signs out for good: releases the name and deletes the rest. */
  async forget(connection: Connection, person: SignedIn): Promise<void> {
    const { io, store, now } = this.#parts;
    this.#remove(connection);
    await new HeldNames(store.names).release(person.name, person.id);
    await store.presence.disconnect(person.id, connection.socket.id);
    await store.people.forget(person.id);
    announce(io, { identity: person.identity, online: false, since: now() });
  }

  /** Passes an envelope to the session of its receiver. */
  offer(envelope: DirectEnvelope): void {
    const session = this.#newest.get(envelope.to);
    if (session === undefined) envelope.settle(UNREACHABLE);
    else session.delivery.offer(envelope);
  }

  /** The number of people whose newest session is here. */
  get size(): number {
    return this.#newest.size;
  }

  /** Makes every delivery look into its mailbox. */
  wakeAll(): void {
    for (const { delivery } of this.#sessions.values()) delivery.wake();
  }

  /** Confirms all sessions now, as the heartbeat does at its interval. */
  beat(): Promise<void> {
    return this.#heartbeat.beat();
  }

  async #confirmAll(): Promise<void> {
    const { presence } = this.#parts.store;
    await presence.heartbeat(this.#live, (session, state) => this.#apply(session, state));
    await Promise.all(this.#dueForRenewal().map((session) => this.#renewName(session)));
  }

  /** When the store lost the person, closing the connection makes the client sign in again. */
  #apply({ socket, delivery }: RegisteredSession, state: SessionState): void {
    if (state === 'superseded') socket.socket.conn.close();
    else if (state.includes('contacts')) delivery.wake();
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
    this.#newest.get(session.person)?.delivery.stop();
    this.#newest.set(session.person, session);
  }

  #remove(connection: Connection): void {
    const session = this.#sessions.get(connection);
    if (session === undefined) return;
    session.delivery.stop();
    this.#sessions.delete(connection);
    if (this.#newest.get(session.person) === session) this.#newest.delete(session.person);
  }
}

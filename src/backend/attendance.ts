import { ChatError } from '../protocol/errors.ts';
import { NAME_HELD_MS } from '../protocol/limits.ts';
import { foldName } from '../protocol/name.ts';
import type { Connection, SignedIn } from './connection.ts';
import { Delivery } from './delivery.ts';
import { Heartbeat } from './heartbeat.ts';
import { announce } from './presence.ts';
import type { RelayParts } from './relay-parts.ts';
import type { ConnectionId, PersonId } from './store/store.ts';

/** How often a heartbeat prolongs the hold on a name: rarely, a name is held for days. */
const NAME_TOUCH_MS = NAME_HELD_MS / 72;

interface Attendee {
  readonly person: SignedIn;
  readonly connection: Connection;
  readonly delivery: Delivery;
  /** Since when the person is online, ms. */
  readonly since: number;
}

/** Who has signed in at this process: their coming, staying and going. */
export class Attendance {
  readonly #parts: RelayParts;
  readonly #here = new Map<Connection, Attendee>();
  /** The newest attendee of each person. */
  readonly #people = new Map<PersonId, Attendee>();
  readonly #heartbeat: Heartbeat;

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#heartbeat = new Heartbeat(() => this.#confirmAll(), parts.logger);
    parts.store.bells.onRing((person, letter) => this.#people.get(person)?.delivery.wake(letter));
  }

  /** Begins the heartbeat. */
  start(): void {
    this.#heartbeat.start();
  }

  stop(): void {
    this.#heartbeat.stop();
  }

  /**
   * Makes this the person's one connection, lists them, and begins their delivery.
   * @throws ChatError `not-signed-in` when the connection ended meanwhile
   */
  async arrive(connection: Connection, person: SignedIn): Promise<void> {
    const { io, store, now } = this.#parts;
    const { socket } = connection;
    const { since, replaced } = await store.people.arrive(person.id, socket.id);
    if (replaced !== undefined) this.#end(replaced);
    await store.lobby.enter({ person: person.id, name: person.name, since }, socket.id);
    connection.nameHeldAt = now();
    const delivery = new Delivery(socket, person.id, this.#parts);
    this.#add({ person, connection, delivery, since });
    announce(io, { identity: person.identity, name: person.name, online: true, since });
    if (!socket.connected) {
      await this.depart(connection, person);
      throw new ChatError('not-signed-in');
    }
    // After the ack of the sign-in, which is sent before the event loop turns.
    setImmediate(() => delivery.wake());
  }

  /** The connection ended; the name stays held. Does nothing when a newer one took over. */
  async depart(connection: Connection, person: SignedIn): Promise<void> {
    const { io, store } = this.#parts;
    const { socket } = connection;
    this.#leave(connection);
    const since = await store.people.depart(person.id, socket.id);
    await store.lobby.leave(person.id, socket.id);
    if (since === undefined) return;
    await store.names.claim(foldName(person.name), person.id);
    announce(io, { identity: person.identity, name: person.name, online: false, since });
  }

  /** The person leaves for good: frees the name, forgets the rest. */
  async forget(connection: Connection, person: SignedIn): Promise<void> {
    const { io, store, now } = this.#parts;
    const { socket } = connection;
    this.#leave(connection);
    await store.names.release(foldName(person.name), person.id);
    await store.people.forget(person.id);
    await store.lobby.leave(person.id, socket.id);
    announce(io, { identity: person.identity, online: false, since: now() });
  }

  /** How many people are here. */
  get size(): number {
    return this.#people.size;
  }

  /** Lets everybody here look into their mailboxes. */
  wakeAll(): void {
    for (const { delivery } of this.#here.values()) delivery.wake();
  }

  /** Confirms everybody who is here; the heartbeat does it by itself. */
  beat(): Promise<void> {
    return this.#heartbeat.beat();
  }

  async #confirmAll(): Promise<void> {
    const attendees = [...this.#here.values()];
    await Promise.all(attendees.map((attendee) => this.#confirm(attendee)));
    const connections = new Map<PersonId, ConnectionId>();
    for (const { person, connection } of this.#here.values()) {
      connections.set(person.id, connection.socket.id);
    }
    await this.#list(new Set(await this.#parts.store.lobby.stay(connections)));
  }

  /** A store that lost the person (it may) makes the client sign in again: the connection is cut. */
  async #confirm({ person, connection, delivery }: Attendee): Promise<void> {
    const { store, now } = this.#parts;
    const stay = await store.people.stay(person.id, connection.socket.id);
    if (stay === 'over') return connection.socket.conn.close();
    if (stay === 'mail') delivery.wake();
    if (now() - connection.nameHeldAt >= NAME_TOUCH_MS) {
      connection.nameHeldAt = now();
      await store.names.claim(foldName(person.name), person.id);
    }
  }

  async #list(missing: ReadonlySet<PersonId>): Promise<void> {
    const { lobby } = this.#parts.store;
    for (const { person, connection, since } of this.#here.values()) {
      if (!missing.has(person.id)) continue;
      await lobby.enter({ person: person.id, name: person.name, since }, connection.socket.id);
    }
  }

  /** A socket's own id is a room of its own, on whatever pod it is: no other connection is hit. */
  #end(replaced: ConnectionId): void {
    const { io } = this.#parts;
    io.in(replaced).emit('session:ended', { code: 'replaced' });
    io.in(replaced).disconnectSockets(true);
  }

  #add(attendee: Attendee): void {
    this.#here.set(attendee.connection, attendee);
    this.#people.set(attendee.person.id, attendee);
  }

  #leave(connection: Connection): void {
    const attendee = this.#here.get(connection);
    if (attendee === undefined) return;
    attendee.delivery.stop();
    this.#here.delete(connection);
    const { id } = attendee.person;
    if (this.#people.get(id) === attendee) this.#people.delete(id);
  }
}

import type {
  Connected,
  ConnectionId,
  OnlineSession,
  PersonId,
  Presence,
  PresenceSession,
  SessionState,
} from './store.ts';

/** Presence per person: in Redis one hash, on that person's hash slot. */
export interface PresenceRecords {
  /** @throws ChatError `person-unknown` */
  connect(person: PersonId, connection: ConnectionId): Promise<Connected>;
  confirm(session: OnlineSession): Promise<SessionState>;
  disconnect(person: PersonId, connection: ConnectionId): Promise<number | undefined>;
}

/** The lobby's entries: in Redis on a hash slot of their own. */
export interface LobbyIndex {
  /** Adds the entry of a person, or replaces it. */
  add(session: OnlineSession): Promise<void>;
  /**
   * Confirms entries, unless they belong to another connection.
   * @returns the people without an entry, for example because it expired while this process was stopped
   */
  confirm(connections: ReadonlyMap<PersonId, ConnectionId>): Promise<readonly PersonId[]>;
  /** Removes an entry that this connection added. */
  remove(person: PersonId, connection: ConnectionId): Promise<void>;
}

/** Presence in any store: the records are the truth, and the lobby's index follows them. */
export class ListedPresence implements Presence {
  readonly #records: PresenceRecords;
  readonly #lobby: LobbyIndex;

  constructor(records: PresenceRecords, lobby: LobbyIndex) {
    this.#records = records;
    this.#lobby = lobby;
  }

  async connect(session: PresenceSession): Promise<Connected> {
    const connected = await this.#records.connect(session.person, session.connection);
    const { since, connectedAt, policy } = connected;
    await this.list({ ...session, since, connectedAt, isListed: policy.listed });
    return connected;
  }

  async list(session: OnlineSession): Promise<void> {
    if (session.isListed) await this.#lobby.add(session);
    else await this.#lobby.remove(session.person, session.connection);
  }

  async heartbeat<S extends OnlineSession>(
    sessions: Iterable<S>,
    onState: (session: S, state: SessionState) => void,
  ): Promise<void> {
    const ended = new Set<S>();
    const confirm = async (session: S): Promise<void> => {
      const state = await this.#records.confirm(session);
      if (state === 'replaced' || state === 'lost') ended.add(session);
      onState(session, state);
    };
    const confirmed = await Promise.allSettled([...sessions].map(confirm));
    const listed = [...sessions].filter((session) => session.isListed && !ended.has(session));
    const connections = new Map(listed.map(({ person, connection }) => [person, connection]));
    const missing = new Set(await this.#lobby.confirm(connections));
    for (const session of sessions) {
      if (missing.has(session.person) && !ended.has(session)) await this.list(session);
    }
    const failed = confirmed.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async disconnect(person: PersonId, connection: ConnectionId): Promise<number | undefined> {
    const lastSeen = await this.#records.disconnect(person, connection);
    await this.#lobby.remove(person, connection);
    return lastSeen;
  }
}

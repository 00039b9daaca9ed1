import type { Bytes } from '../../protocol/bytes.ts';
import type { Lane, RequestPolicy } from '../../protocol/events.ts';
import type { AddressEvent } from './address-allowances.ts';
import type { MemoryBudget } from './memory-budget.ts';

/**
 * What the relay remembers. Names lead to identities; everything else belongs to identities.
 *
 * Every step touches the keys of one noun only (one name, one person, the lobby), so that a Redis
 * Cluster can run it as one script on one hash slot. A sign-in therefore takes several steps, in an
 * order that leaves nothing wrong behind when the process dies between two of them.
 *
 * Every call may throw ChatError `unavailable` when the store cannot be reached or is out of room.
 */
export interface Store {
  readonly names: Names;
  readonly people: People;
  readonly presence: Presence;
  /** The contacts' lane. */
  readonly mailboxes: Mailboxes;
  /** The strangers' lane: small mailboxes of their own, so that contacts never notice that they are full. */
  readonly strangersMail: Mailboxes;
  readonly lobby: Lobby;
  readonly notifier: MailboxNotifier;
  readonly addressLimits: AddressLimits;
  readonly memory: MemoryBudget;
  /** The id of this process among all that share the store. */
  readonly pod: PodId;
  /** Releases the store's connections and timers. */
  close(): Promise<void>;
}

/** An identity key in base64url: how store, rooms and logs of the relay call a person. */
export type PersonId = string;

/** Id of one relay process. */
export type PodId = string;

/** Id of one connection, unique among all pods. */
export type ConnectionId = string;

/**
 * The mail of people whom the receiver has given a token, and the mail of all others. Each lane has its
 * own room, order and delivery.
 */
export type { Lane };

/** Held names by their folded form (`foldName`), each for NAME_HELD_MS after its last claim. */
export interface Names {
  /** Takes a free name or keeps an own one: `new`, `held`; or `taken`, and nothing changed. */
  claim(folded: string, holder: PersonId): Promise<'new' | 'held' | 'taken'>;
  /** Frees a name, if this person holds it. */
  release(folded: string, holder: PersonId): Promise<void>;
  /** The holder of a name. */
  holder(folded: string): Promise<PersonId | undefined>;
}

/** Serial of a token, in base64url. */
export type Serial = string;

/** The rules by which a person wants to be reached. */
export interface Policy {
  /** Who may start a conversation: everyone, people with a live invite token, nobody. */
  readonly requests: RequestPolicy;
  /** Whether the lobby lists the person. */
  readonly listed: boolean;
  /** The live invite tokens. */
  readonly invites: readonly Serial[];
  /** Revoked contact tokens, and when each would have expired, ms. */
  readonly revoked: ReadonlyMap<Serial, number>;
}

/** A verified bundle and what the relay needs to know of it. */
export interface PublishedBundle {
  readonly name: string;
  readonly number: number;
  /** SHA-256 of the bundle's transcript. */
  readonly digest: Bytes;
  /** As received. */
  readonly bytes: Bytes;
}

export interface PersonRecord {
  readonly name: string;
  /** The newest bundle, as received. */
  readonly bundle: Bytes;
  readonly online: boolean;
  /** When the person came online or was last seen, ms. */
  readonly since: number;
  readonly policy: Policy;
}

/** Bundles by identity, kept for NAME_HELD_MS after their owner was last seen. */
export interface People {
  /**
   * Stores a bundle that is not older than the stored one; returns the name of the one before.
   * @throws ChatError `bundle-rollback` for a lower number, or an equal one with another digest;
   * `directory-full` for a new person when there is no more room
   */
  publish(person: PersonId, bundle: PublishedBundle): Promise<string | undefined>;
  find(person: PersonId): Promise<PersonRecord | undefined>;
  /** Replaces a person's policy. @throws ChatError `person-unknown` without a published bundle */
  setPolicy(person: PersonId, policy: Policy): Promise<void>;
  /**
   * Counts to whom a person writes as a stranger.
   * @returns false for one more than STRANGERS_RECEIVERS_MAX in STRANGERS_RECEIVERS_MS
   */
  countReceiver(person: PersonId, receiver: PersonId): Promise<boolean>;
  /** Deletes the bundle, the presence and the mailboxes. */
  forget(person: PersonId): Promise<void>;
}

/** One connection of a signed-in person. */
export interface PresenceSession {
  readonly person: PersonId;
  /** The name that the lobby shows. */
  readonly name: string;
  readonly connection: ConnectionId;
}

/** A session that the store knows. */
export interface OnlineSession extends PresenceSession {
  /** Whether the lobby lists it. */
  readonly isListed: boolean;
  /** Since when the person is online, ms. */
  readonly since: number;
  /** As `connect` returned it. */
  readonly connectedAt: number;
}

/** What `connect` found. */
export interface Connected {
  /**
   * When `connect` was called, ms. It tells which of two connections is the newer one: a store that was
   * slow, or lost what it had acknowledged, may have made the older one active.
   */
  readonly connectedAt: number;
  /** Since when the person is online, ms: unchanged when another of their connections is still alive. */
  readonly since: number;
  /**
   * The connection of the same person that this one replaces, if it did not disconnect. An expired one
   * is reported as well: its process may only have been unable to reach the store for a while. A newer
   * one is not: it stays, and finds at its heartbeat that it was `lost`.
   */
  readonly replaced: ConnectionId | undefined;
  readonly policy: Policy;
}

/**
 * The state of a session at a heartbeat: `replaced` by a newer connection of the person, `lost` by the
 * store, which knows none or an older one, or else the lanes in which mail waits.
 */
export type SessionState = 'replaced' | 'lost' | readonly Lane[];

/**
 * Who is online. Each person has one active connection, which expires PRESENCE_LIFE_MS after its last
 * heartbeat; the lobby lists exactly the people who have one and whose policy allows it.
 */
export interface Presence {
  /**
   * Makes a connection the person's active one and lists the person in the lobby, if they allow it.
   * @throws ChatError `person-unknown` without a published bundle
   */
  connect(session: PresenceSession): Promise<Connected>;
  /**
   * Confirms sessions and lists again those that the lobby lost.
   * @param sessions a live view: a session that ends meanwhile is not listed again
   * @param onState is called for each session as soon as its state is known
   * @throws ChatError `unavailable`, after all sessions were tried, when some could not be confirmed
   */
  heartbeat<S extends OnlineSession>(
    sessions: Iterable<S>,
    onState: (session: S, state: SessionState) => void,
  ): Promise<void>;
  /** Adds a session to the lobby, or removes it, as its `isListed` says. */
  list(session: OnlineSession): Promise<void>;
  /**
   * Ends a session and removes its entry from the lobby.
   * @returns when the person was last seen, ms; nothing when another connection is active
   */
  disconnect(person: PersonId, connection: ConnectionId): Promise<number | undefined>;
}

/** A genuine token that a sender showed. */
export interface ShownToken {
  readonly scope: 'contact' | 'invite';
  readonly serial: Serial;
}

/** An envelope that is about to be queued. */
export interface SentEnvelope {
  readonly from: PersonId;
  /** The envelope's own id: a second one from the same sender is dropped while the first is queued. */
  readonly id: Bytes;
  readonly envelope: Bytes;
  /** In the strangers' lane, a contact token has expired. */
  readonly token?: ShownToken | undefined;
}

/** What happened to an envelope that was queued. */
export interface Enqueued {
  /**
   * Identifies the entry for `acknowledge`; undefined for a second envelope of one id and sender, and for
   * one with a revoked token, which is discarded.
   */
  readonly entryId: string | undefined;
  /** Grows with every envelope that is queued for the same person. */
  readonly position: number;
  /** The number of envelopes that are now in the mailbox. */
  readonly waiting: number;
  /** The pod that has the receiver's active connection, when there is one. */
  readonly pod: PodId | undefined;
}

/** An envelope in a mailbox. */
export interface QueuedEnvelope {
  /** Identifies the entry for `acknowledge`; only the store knows what it means. */
  readonly entryId: string;
  /** Grows with every envelope that is queued for the same person. */
  readonly position: number;
  /** When it was queued, ms, by the clock of the process that did so. */
  readonly queuedAt: number;
  readonly from: PersonId;
  readonly envelope: Bytes;
}

/** The most that `peek` may return. The first envelope is returned whatever its size. */
export interface BatchSize {
  readonly envelopes: number;
  readonly bytes: number;
  /** Return only entries that were queued after this one. */
  readonly after?: string | undefined;
}

/** Envelopes of one lane that wait for their receiver, oldest first, within LANE_LIMITS (lane-limits.ts). */
export interface Mailboxes {
  /**
   * Adds an envelope to a mailbox, if the owner's policy allows it. Envelopes are queued in the order of
   * the calls. One with a revoked token is discarded, as if it had been queued for somebody offline.
   * @throws ChatError `person-unknown`, `requests-closed`, or the code of the limit that it would exceed
   */
  enqueue(to: PersonId, sent: SentEnvelope): Promise<Enqueued>;
  /** The oldest envelopes; they stay until they are acknowledged. */
  peek(of: PersonId, size: BatchSize): Promise<readonly QueuedEnvelope[]>;
  /**
   * Removes entries.
   * @returns the oldest of the rest, if a size is given. With none left, the next envelope to be queued
   * causes a notification.
   */
  acknowledge(
    of: PersonId,
    entryIds: readonly string[],
    next?: BatchSize,
  ): Promise<readonly QueuedEnvelope[]>;
}

/**
 * Notifies the process that has the receiver's active connection: of every envelope of a stranger, and
 * at least when a contact's envelope is queued in an empty mailbox, because a pod that drains a mailbox
 * continues until it is empty. A notification of a contact's envelope may carry it; it is then the
 * oldest one and need not be read. A notification is only a hint that may get lost or arrive late;
 * `Presence.heartbeat` reports mail as well.
 */
export interface MailboxNotifier {
  onNotification(listener: NotificationListener): void;
}

export type NotificationListener = (person: PersonId, lane: Lane, carried?: QueuedEnvelope) => void;

export interface LobbyEntry {
  readonly person: PersonId;
  readonly name: string;
  /** Since when the person is online, ms. */
  readonly since: number;
}

export interface LobbyQuery {
  /** Folded beginning of the names; empty for everybody, who then come newest first. */
  readonly prefix: string;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface LobbySlice {
  readonly entries: readonly LobbyEntry[];
  /** How many people match in all. */
  readonly total: number;
  readonly next?: string | undefined;
}

/** The list of everybody who is online, as `Presence` keeps it. */
export interface Lobby {
  /** @throws ChatError `malformed` when the cursor is invalid */
  slice(query: LobbyQuery): Promise<LobbySlice>;
  /** A number that changes whenever an entry of the lobby does, so that a poll costs almost nothing. */
  revision(): Promise<number>;
}

/** Limits per address, across all processes. Addresses are keyed hashes (client-address.ts). */
export interface AddressLimits {
  /**
   * Counts an event. While the store cannot be reached, each process counts its own.
   * @returns 0 when the event is allowed, else the time until the next one is, ms
   */
  count(event: AddressEvent, address: string): Promise<number>;
  /** Reports the connections of an address to this process. @returns the connections to all processes */
  reportConnections(address: string, here: number): Promise<number>;
  /**
   * Renews this process's lease, so that the connections it reported count for PRESENCE_LIFE_MS more.
   * @returns false when it must report all of them again
   */
  renewLease(): Promise<boolean>;
}

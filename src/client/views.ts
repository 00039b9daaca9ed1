import type { ErrorCode, ErrorDetail } from '../protocol/errors.ts';

/** What a screen is told. All of it is plain, immutable data; bytes are base64url. */

/** A person: their identity key in base64url. Names are labels; this is who they are. */
export type PersonId = string;

/** How the client stands with the relay. */
export type ConnectionState =
  /** Nobody has signed in. */
  | { readonly kind: 'signed-out' }
  /** On the way for the first time since the page opened. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  /** Lost, and coming back by itself. `code` says why when it is more than the network. */
  | { readonly kind: 'reconnecting'; readonly code: ErrorCode | undefined }
  /** Over until a person does something: another tab, an outdated page, a taken name. */
  | { readonly kind: 'ended'; readonly code: ErrorCode; readonly detail: ErrorDetail };

/** Who has agreed to talk. */
export type Consent =
  /** Nothing was sent yet: a conversation that exists on this screen only. */
  | 'none'
  /** We asked, and wait for the answer. */
  | 'requested'
  /** They asked, and wait for ours. */
  | 'asked'
  | 'accepted'
  | 'declined-by-peer'
  | 'declined-by-me'
  | 'left-by-peer'
  | 'left-by-me';

/** How far an own message has come. */
export type MessageState =
  /** On this device only: the relay does not have it. */
  | 'waiting'
  /** The relay has it. */
  | 'sent'
  | 'delivered'
  | 'read';

/** One line of a conversation. */
export interface MessageView {
  /** Stable, also while an own message is on its way. */
  readonly id: string;
  readonly peer: PersonId;
  readonly mine: boolean;
  /**
   * `text`, or an event of the conversation; `unknown` is from a newer version. `fork`: the profile of
   * its author was restored from a copy, or is used in two places.
   */
  readonly kind: 'text' | 'accept' | 'decline' | 'leave' | 'renamed' | 'fork' | 'unknown';
  /** Empty unless `kind` is `text`. Never markup. */
  readonly text: string;
  /** ms since 1970 by its sender's clock. */
  readonly sent: number;
  /** With `renamed`: what the peer was called, and is called since. */
  readonly names?: { readonly from: string; readonly to: string } | undefined;
  /** Only in own messages. */
  readonly state: MessageState | undefined;
  /** Order in the conversation: compare with `<`. Changes once, when a waiting message is sealed. */
  readonly order: string;
}

/** One row of the conversation list. */
export interface ConversationView {
  readonly peer: PersonId;
  readonly name: string;
  readonly consent: Consent;
  readonly blocked: boolean;
  /** Whether this person has compared keys with the peer. */
  readonly verified: boolean;
  /** Whoever holds the peer's name now, if it is not the peer: then nothing is sent. */
  readonly nameTakenBy: PersonId | undefined;
  readonly online: boolean;
  /** When they came online or were last seen, ms by the relay's clock; 0: unknown. */
  readonly since: number;
  /** The relay does not know them any more; they may come back. */
  readonly gone: boolean;
  /** Why own messages wait, if it is more than the connection: a full mailbox, a stale bundle. */
  readonly problem: ErrorCode | undefined;
  /** Something of theirs is not here that was written before what is: dropped, or still to come. */
  readonly missing: boolean;
  readonly unread: number;
  readonly last: MessageView | undefined;
  /** For the order of the list, newest first: ms of the last line, or of its beginning. */
  readonly updated: number;
  /** What was typed and not sent. */
  readonly draft: string;
}

/** Someone in the lobby. */
export interface PersonView {
  readonly peer: PersonId;
  readonly name: string;
  /** Since when they are online, ms by the relay's clock. */
  readonly since: number;
}

/** What is shown of the lobby: the first page, kept fresh, and what was added by `more`. */
export interface LobbyView {
  readonly prefix: string;
  readonly people: readonly PersonView[];
  /** How many match in all, oneself included. */
  readonly total: number;
  readonly hasMore: boolean;
}

/** Who uses this browser profile. */
export interface ProfileView {
  readonly peer: PersonId;
  readonly name: string;
}

/** What changed; the new state is read from the chat. */
export type ChatChange =
  | { readonly kind: 'connection' }
  | { readonly kind: 'profile' }
  | { readonly kind: 'lobby' }
  /** A conversation's row: its name, presence, unread count, consent, last line. */
  | { readonly kind: 'conversation'; readonly peer: PersonId }
  /** One line is new or has another state. `arrived`: the peer's, just now. */
  | { readonly kind: 'message'; readonly message: MessageView; readonly arrived: boolean }
  /** Something went wrong that no call can throw: storage, the clock. Cleared when `code` is absent. */
  | { readonly kind: 'problem'; readonly code: ErrorCode | undefined };

import type { ErrorCode, ErrorDetail } from '../protocol/errors.ts';
import type { RequestPolicy } from '../protocol/events.ts';
import type { FileFacts, FileView } from './files/file-views.ts';

/** What the client shows to a screen: plain, immutable data. Bytes are base64url. */

/** A person: their identity key in base64url. Names are labels; this is who they are. */
export type PersonId = string;

/** The state of the connection to the relay. */
export type ConnectionState =
  /** Nobody has signed in. */
  | { readonly kind: 'signed-out' }
  /** Connecting for the first time since the page opened. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  /** The client reconnects automatically. `code` is the reason, unless it is the network. */
  | { readonly kind: 'reconnecting'; readonly code: ErrorCode | undefined }
  /** Ended until the user acts: another tab, an outdated page, a taken name. */
  | { readonly kind: 'ended'; readonly code: ErrorCode; readonly detail: ErrorDetail };

/** Who can reach the user. */
export interface PrivacyView {
  /** Who may start a conversation: everyone, people with the user's link, nobody. */
  readonly requests: RequestPolicy;
  /** Whether the lobby shows the user. */
  readonly listed: boolean;
}

/** Which sides have consented to the conversation. */
export type Consent =
  /** Nothing was sent yet: the conversation exists only on this screen. */
  | 'none'
  /** The user sent a request, which is pending. */
  | 'requested'
  /** The peer sent a request, which is pending. */
  | 'asked'
  | 'accepted'
  | 'declined-by-me'
  | 'left-by-peer'
  | 'left-by-me';

/** How far an outgoing message has come. */
export type MessageState =
  /** It is on this device only. */
  | 'waiting'
  /** The relay stored it, or the peer holds it until earlier ones arrive. */
  | 'sent'
  | 'delivered'
  | 'read';

/** What identifies a message on both devices: which of the two wrote it, and its id. */
export interface MessageRef {
  readonly mine: boolean;
  readonly id: string;
}

/** An emoji that one of the two has put under a message. */
export interface ReactionView {
  readonly mine: boolean;
  readonly emoji: string;
}

/** The message that another one answers, as this device knows it. */
export interface QuoteView {
  readonly ref: MessageRef;
  /** `edited`: its wording has changed since it was answered. */
  readonly kind: 'current' | 'edited' | 'deleted' | 'missing';
  /** Empty when it is deleted or missing. */
  readonly text: string;
  /** What its sender says about its file, if it has one. */
  readonly file?: FileFacts | undefined;
  /** Its id and order in the timeline, while it is there. */
  readonly target: Pick<MessageView, 'id' | 'order'> | undefined;
}

/** A message or an event of a conversation. */
export interface MessageView {
  /** Never changes, also while an outgoing message is being sent. */
  readonly id: string;
  readonly peer: PersonId;
  readonly mine: boolean;
  /**
   * `text`, `file`, or an event of the conversation; `unknown` is from a newer version. `fork`: the profile of
   * its author was restored from a copy, or is used in two places. `decline` is only about the
   * user, and the peer does not learn of it.
   */
  readonly kind:
    | 'text'
    | 'file'
    | 'accept'
    | 'decline'
    | 'leave'
    | 'renamed'
    | 'fork'
    | 'timer'
    | 'unknown';
  /** The caption of a file; otherwise empty unless `kind` is `text`, and when it is deleted. Never markup. */
  readonly text: string;
  /** With `file`, unless it is deleted. */
  readonly file?: FileView | undefined;
  /** Of texts and files: what other records call it. Texts of earlier versions have none. */
  readonly ref?: MessageRef | undefined;
  /** Its author has deleted it, and only its place is left. */
  readonly isDeleted?: boolean | undefined;
  /** Its author has changed its wording. */
  readonly isEdited?: boolean | undefined;
  /** Its author had not seen the own message right above it when they wrote it. */
  readonly isCrossing?: boolean | undefined;
  /** When it arrived, was delivered, read and edited, ms by the own clock, as far as it is known. */
  readonly arrivedAt?: number | undefined;
  readonly deliveredAt?: number | undefined;
  readonly readAt?: number | undefined;
  readonly editedAt?: number | undefined;
  /** When it arrived, ms, if it was put above entries that were displayed already. */
  readonly lateAt?: number | undefined;
  readonly quote?: QuoteView | undefined;
  /** Of texts: they disappear so many seconds after they were seen. Of timers: what was set. */
  readonly seconds?: number | undefined;
  /** When it disappears, ms by the own clock; undefined before the countdown has begun. */
  readonly expiresAt?: number | undefined;
  /** At most one of each of the two. */
  readonly reactions?: readonly ReactionView[] | undefined;
  /** ms since 1970 by its sender's clock. */
  readonly sent: number;
  /** With `renamed`: the peer's old and new name. */
  readonly names?: { readonly from: string; readonly to: string } | undefined;
  /** Only of outgoing messages. */
  readonly state: MessageState | undefined;
  /** Sort key, compared with `<`. Changes once, when a waiting message is sealed. */
  readonly order: string;
}

/** Whether somebody wrote or sent it: a text or a file. The rest are events of the conversation. */
export const isMessage = ({ kind }: { readonly kind: string }): boolean =>
  kind === 'text' || kind === 'file';

/** One row of the conversation list. */
export interface ConversationView {
  readonly peer: PersonId;
  readonly name: string;
  readonly consent: Consent;
  readonly blocked: boolean;
  /** Until when nothing notifies of their messages, ms; 0 or past: they are not muted. */
  readonly mutedUntil: number;
  /** Whether the user has compared keys with the peer. */
  readonly verified: boolean;
  /** The current holder of the peer's name, if it is somebody else. Then nothing is sent. */
  readonly nameTakenBy: PersonId | undefined;
  readonly online: boolean;
  /** When they came online or were last seen, ms by the relay's clock; 0 if unknown. */
  readonly since: number;
  /** The relay no longer knows them. They may come back. */
  readonly gone: boolean;
  /** They are writing a message right now. */
  readonly typing: boolean;
  /** Why outgoing messages wait, unless it is the connection: a full mailbox, a stale bundle. */
  readonly problem: ErrorCode | undefined;
  /** An earlier message of theirs is missing: it was dropped, or has not arrived yet. */
  readonly missing: boolean;
  /** The user's request is as large as it may be: further messages wait for an answer. */
  readonly requestFull: boolean;
  /** How long new messages stay once they were seen, seconds; 0: for ever. */
  readonly timer?: number | undefined;
  readonly unread: number;
  readonly last: MessageView | undefined;
  /** Sorts the list, newest first: when the last entry was added or the conversation began, ms. */
  readonly updated: number;
  /** The draft. */
  readonly draft: string;
}

/** A person in the lobby. */
export interface PersonView {
  readonly peer: PersonId;
  readonly name: string;
  /** Since when they have been online, ms by the relay's clock. */
  readonly since: number;
}

/** The visible part of the lobby: the first page, which is updated, and what `more` added. */
export interface LobbyView {
  readonly prefix: string;
  readonly people: readonly PersonView[];
  /** How many people match, the user included. */
  readonly total: number;
  readonly hasMore: boolean;
}

/** The person who uses this browser profile. */
export interface ProfileView {
  readonly peer: PersonId;
  readonly name: string;
}

/** What changed; the new state is read from the chat. */
export type ChatChange =
  | { readonly kind: 'connection' }
  | { readonly kind: 'profile' }
  | { readonly kind: 'lobby' }
  /** A row of the list: name, presence, unread count, consent, last message. */
  | { readonly kind: 'conversation'; readonly peer: PersonId }
  /**
   * An entry is new or its state has changed. `arrived`: it is the peer's, and has just arrived.
   */
  | { readonly kind: 'message'; readonly message: MessageView; readonly arrived: boolean }
  /** An entry is gone without a trace. */
  | { readonly kind: 'removed'; readonly peer: PersonId; readonly id: string }
  /** A failure outside any call, for example of the storage. Without a `code` it has ended. */
  | { readonly kind: 'problem'; readonly code: ErrorCode | undefined };

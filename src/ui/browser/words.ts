/** Everything that the page says in its states; of what goes wrong, error-words.ts. Labels that never change are in index.html. */

import type { ErrorCode } from '../../protocol/errors.ts';

/** The connection, in the person's own row. */
export const CONNECTION_WORDS = {
  'signed-out': 'Signed out',
  connecting: 'Connecting …',
  online: 'Online',
  reconnecting: 'Reconnecting …',
  ended: 'Not connected',
} as const;

/** What went wrong, when the sentences of error-words.ts did not arrive. */
const UNTOLD = 'Something went wrong. Reload the page, please.';

/** The sentences of error-words.ts, as far as they have come. */
export type ErrorWords = Partial<Readonly<Record<ErrorCode, string>>>;

/** What a person reads for a code, or nothing. */
export const wordsFor = (
  { errorWords }: { readonly errorWords: ErrorWords },
  code: ErrorCode | undefined,
): string => (code === undefined ? '' : (errorWords[code] ?? UNTOLD));

/** Who says an own message. */
export const YOU = 'You';

/** How far an own message has come. */
export const MARK_WORDS = {
  waiting: 'Waiting',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
} as const;

/** Lines of a conversation that are events: said by the person, said by the peer. */
export const EVENT_WORDS = {
  accept: { mine: () => 'You accepted', theirs: (name: string) => `${name} accepted` },
  decline: { mine: () => 'You declined', theirs: (name: string) => `${name} declined` },
  leave: { mine: () => 'You left', theirs: (name: string) => `${name} left` },
  unknown: {
    mine: () => 'You sent something that this version cannot show',
    theirs: (name: string) => `${name} sent something that this version cannot show`,
  },
  /** Whose profile was restored from a copy, or is in use in two places. */
  fork: {
    mine: () =>
      'This browser went back to an older copy of your data, or you use it in two places. Some messages may be missing here or show twice.',
    theirs: (name: string) =>
      `${name} went back to an older copy of their data, or uses it in two places. Some messages may show twice.`,
  },
} as const;

/** The same key under another name. */
export const RENAMED = (from: string, to: string): string => `${from} is now called ${to}`;

/** What a conversation is waiting for, or why it is over. */
export const NOTICE_WORDS = {
  none: (name: string) =>
    `Your first message asks ${name} whether they want to chat. Only the two of you can read it.`,
  requested: (name: string) => `${name} has not answered yet.`,
  declinedByPeer: (name: string) => `${name} declined. A new message asks again.`,
  declinedByMe: (name: string) => `You declined. A message to ${name} begins anew.`,
  leftByPeer: (name: string) => `${name} left this conversation. A new message asks again.`,
  leftByMe: (name: string) => `You left this conversation. A message to ${name} asks again.`,
  offline: (name: string) =>
    `${name} is not here. Messages will be delivered when ${name} is back.`,
  gone: (name: string) =>
    `${name} is gone, and the name is free again. Messages wait here in case ${name} returns.`,
  missing: (name: string) =>
    `Something that ${name} wrote before has not arrived. What came after it is shown when it does.`,
  blocked: (name: string) => `You blocked ${name}. ${name} is not told.`,
  reconnecting: 'No connection. Write on: messages wait here and go out by themselves.',
} as const;

/** The small line under a peer's name. */
export const PRESENCE_WORDS = {
  online: 'Online',
  offline: 'Not here',
  lastSeen: (when: string) => `Last seen ${when}`,
  gone: 'Gone',
  blocked: 'Blocked',
  fresh: 'new to you',
} as const;

/** Rows of the lists. */
export const LIST_WORDS = {
  justArrived: 'just arrived',
  asks: 'wants to chat',
  mine: (text: string) => `You: ${text}`,
  draft: (text: string) => `Draft: ${text}`,
  unread: (count: number) => (count === 1 ? '1 unread' : `${count} unread`),
  nobody: (prefix: string) => `Nobody here is called “${prefix}”.`,
} as const;

/** The card of a request. */
export const REQUEST_WORDS = {
  title: (name: string) => `${name} wants to chat`,
  about: (online: boolean, duration: string | undefined, hasTalked: boolean): string => {
    const arrived = duration === undefined ? 'Arrived just now.' : `Here for ${duration}.`;
    const history = hasTalked ? 'You have talked before.' : 'You have not talked before.';
    return `${online ? arrived : 'Not here at the moment.'} ${history}`;
  },
  show: (count: number) => (count === 1 ? 'Show the first message' : `Show ${count} messages`),
} as const;

/** What screen readers are told besides what is on the screen. */
export const SPOKEN_WORDS = {
  arrived: (name: string, text: string) => `${name}: ${text}`,
  elsewhere: (name: string) => `New message from ${name}`,
  asked: (name: string) => `${name} wants to chat`,
  sent: 'Message sent',
  waits: 'Message waits for the connection',
} as const;

/** What the page needs of a browser, as its self-test calls it. */
export const NEED_WORDS = {
  secure: 'a secure address: HTTPS, or localhost',
  crypto: 'Web Cryptography',
  ed25519: 'Ed25519 signatures',
  rsa: 'RSA-OAEP encryption',
  aes: 'AES-GCM encryption',
  locks: 'Web Locks',
} as const;

/** What an open conversation is called. */
export const conversationWith = (name: string): string => `Conversation with ${name}`;

/** What the composer is called. */
export const messageTo = (name: string): string => `Message ${name}`;

/** Characters left in the composer; below zero: too many. */
export const charactersLeft = (left: number): string =>
  left >= 0 ? `${left} characters left` : `${-left} characters too many`;

/** What the history of a conversation is called. */
export const messagesWith = (name: string): string => `Messages with ${name}`;

/** The pill that leads to lines below. */
export const newMessages = (count: number): string =>
  count === 1 ? '1 new message' : `${count} new messages`;

/** The title of the window. */
export const titleOf = (unread: number): string =>
  unread === 0 ? 'Live Chat' : `(${unread}) Live Chat`;

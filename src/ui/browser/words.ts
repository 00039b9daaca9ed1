import type { ErrorCode } from '../../protocol/errors.ts';

/** Everything that the page says in its states, in one place. Labels that never change are in index.html. */

/** What a person reads for each code: what happened, and what to do about it if anything can be done. */
export const ERROR_WORDS: Readonly<Record<ErrorCode, string>> = {
  malformed: 'The server did not understand this page. Reload it, please.',
  'unknown-event': 'The server does not know what this page asked for. Reload it, please.',
  'too-large': 'That is too large to be sent.',
  'too-fast': 'That was a little fast. It goes on by itself in a moment.',
  'too-many-sign-ins':
    'Too many people signed in from this network just now. Try again in a minute.',
  'too-many-connections': 'Too many windows are connected from this network. Close one of them.',
  'server-outdated':
    'The server still runs an older version than this page. Try again in a few minutes.',
  'client-outdated': 'Live Chat was updated. Reload when it suits you; nothing is lost.',
  'not-signed-in': 'You are not signed in any more. Reload the page, please.',
  'already-signed-in': 'You are signed in already.',
  'host-not-configured':
    'This server was not told its own address yet, so nobody can sign in. Whoever runs it must set PUBLIC_HOSTS.',
  'host-mismatch': 'You came by an address that this server does not know as its own.',
  'nonce-invalid': 'The sign-in took too long. Try again, please.',
  'proof-invalid': 'The server did not believe the sign-in. Try again, please.',
  'name-empty': 'Type a name that others will see.',
  'name-too-long': 'That name is too long: 32 characters at most.',
  'name-spaces': 'A name cannot begin or end with a space, or have two in a row.',
  'name-characters': 'A name can have letters, digits, spaces and . _ -',
  'name-mixed-scripts':
    'That name mixes alphabets, so it could pass for someone else’s. Use letters of one alphabet.',
  'name-taken': 'Someone else has that name right now.',
  'person-unknown': 'The server does not know this person any more. They may come back.',
  'mailbox-full': 'Their mailbox is full. Your messages wait here and go out when there is room.',
  'mailbox-share-full':
    'They have many unread messages from you. The next ones wait here until they come back.',
  wait: 'The server is catching its breath. Your messages wait here and go out by themselves.',
  draining: 'The server is about to restart. You will be connected again by itself.',
  replaced: 'You signed in somewhere else with this profile.',
  internal: 'Something went wrong on the server. Try again, please.',
  'bundle-malformed':
    'The key that the server gave out for this person is damaged. Nothing was sent.',
  'bundle-signature':
    'The key that the server gave out is not signed by this person. Nothing was sent.',
  'bundle-identity': 'The server gave out somebody else’s key. Nothing was sent.',
  'bundle-rollback': 'The server gave out an outdated key of this person. Nothing was sent.',
  'bundle-downgrade': 'The server gave out a weaker key than before. Nothing was sent.',
  'bundle-stale':
    'They were away so long that their key ran out. Your messages go out when they return.',
  'bundle-clock': 'Their key seems to be from the future. Check the date and time of this device.',
  'envelope-malformed': 'Something arrived that is no message. It was dropped.',
  'offer-invalid': 'Something arrived that was not meant for you, or was forged. It was dropped.',
  'open-failed': 'A message could not be opened. It was dropped, and is asked for again.',
  'record-malformed': 'A message arrived that makes no sense. It was dropped.',
  'text-empty': 'There is nothing to send yet.',
  'text-too-long': 'That message is too long. Send it in two parts.',
  'conversation-waiting': 'Wait for an answer before you write more.',
  'conversation-closed': 'This conversation is closed.',
  'key-changed': 'This name belongs to another key now, so nothing is sent.',
  'invite-malformed': 'That invite link is damaged. Ask for a new one.',
  'invite-mismatch':
    'The server has another key for this name than the invite link. Nothing was opened.',
  'connection-lost': 'The server cannot be reached. Check your connection and try again.',
  'storage-full':
    'This browser has no room left, so nothing new can be kept. Free some space on this device.',
  'storage-failed': 'This browser does not let Live Chat keep anything. Reload the page, please.',
  'storage-taken': 'Live Chat is open in another tab of this browser.',
  'platform-unsupported': 'This browser lacks something that the encryption needs.',
};

/** The connection, in the person's own row. */
export const CONNECTION_WORDS = {
  'signed-out': 'Signed out',
  connecting: 'Connecting …',
  online: 'Online',
  reconnecting: 'Reconnecting …',
  ended: 'Not connected',
} as const;

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

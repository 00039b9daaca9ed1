/**
 * The text that components show while the page runs. `{name}` is a placeholder (`format`); where a
 * number decides the form, the forms stand side by side, and `#` is the number (`formatCount`).
 */
export const MESSAGES = {
  /** For dates and times. */
  locale: 'en-GB',

  /** One’s own connection. */
  connection: {
    'signed-out': 'Signed out',
    connecting: 'Connecting…',
    online: 'Online',
    reconnecting: 'Reconnecting…',
    ended: 'Not connected',
  },
  useName: 'Use “{name}”',
  you: 'You',
  /** Instead of a name that is not known yet. */
  unnamed: 'New contact',

  /** How far an outgoing message has come. */
  state: {
    waiting: 'Waiting',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Read',
  },
  /** Above a message that was put between older ones. */
  late: 'Arrived late: {time}',
  /** Above a message whose author had not seen the own message before it. */
  crossing: 'Written before your message arrived',
  /** Timeline events: one’s own and the peer’s. */
  event: {
    accept: {
      mine: 'You accepted the message request',
      theirs: '{name} accepted your message request',
    },
    decline: {
      mine: 'You declined the message request',
      theirs: '{name} declined your message request',
    },
    leave: {
      mine: 'You left the conversation',
      theirs: '{name} left the conversation',
    },
    unknown: {
      mine: 'You sent something that this version of Live Chat can’t show',
      theirs: '{name} sent something that this version of Live Chat can’t show',
    },
    fork: {
      mine: 'Your data was restored from an older copy, or it’s in use in two places. Some messages may be missing or appear twice.',
      theirs:
        '{name}’s data was restored from an older copy, or it’s in use in two places. Some messages may appear twice.',
    },
  },
  /** Disappearing messages. */
  timer: {
    off: 'Off',
    left: 'Disappears in {time}',
    afterSeen: 'Disappears {time} after it’s seen',
  },
  timerEvent: {
    on: {
      mine: 'You set messages to disappear {time} after they’re seen',
      theirs: '{name} set messages to disappear {time} after they’re seen',
    },
    off: {
      mine: 'You turned off disappearing messages',
      theirs: '{name} turned off disappearing messages',
    },
  },
  messageDeleted: 'Message deleted',
  quote: {
    edited: 'Edited after this reply',
    missing: 'This message isn’t available',
  },
  reaction: {
    mine: '{emoji} You reacted',
    theirs: '{emoji} {name} reacted',
    both: '{emoji} You and {name} reacted',
  },
  /** Above the composer: what is being written. */
  composing: {
    reply: 'Replying to {name}',
    self: 'Replying to yourself',
    edit: 'Editing message',
  },
  renamed: '{from} changed their name to {to}',

  /** Above the composer: what a conversation is waiting for, or why it is over. */
  notice: {
    none: 'Your first message is a message request. {name} can accept or decline it.',
    requested: 'Waiting for {name} to answer your message request.',
    requestFull: 'Your message request is full. New messages will be sent once {name} accepts it.',
    'declined-by-me':
      'You declined this message request. To chat with {name} after all, send a message.',
    'left-by-peer': '{name} left this conversation. A new message sends another request.',
    'left-by-me': 'You left this conversation. A new message sends {name} a request.',
    offline: '{name} is offline. Your messages will be delivered when they’re back online.',
    gone: '{name} signed out or hasn’t been online for a long time, so the name is available again. Your messages will be sent if they come back.',
    missing:
      'An earlier message from {name} hasn’t arrived yet. Later ones will appear when it does.',
    blocked: 'You blocked {name}. They aren’t notified.',
    reconnecting:
      'No connection. You can keep writing: your messages will be sent when you’re back online.',
  },
  /** The small line under a peer’s name. */
  presence: {
    online: 'Online',
    offline: 'Offline',
    typing: 'Typing…',
    lastSeen: 'Last seen {when}',
    gone: 'Unavailable',
    blocked: 'Blocked',
    newContact: '{presence} · New contact',
  },
  list: {
    requests: 'Message requests',
    conversations: 'Conversations',
    people: 'People',
    justArrived: 'Just came online',
    onlineFor: 'Online for {duration}',
    asks: 'Wants to chat',
    notShown: {
      one: '# request wasn’t shown, because too many were waiting.',
      other: '# requests weren’t shown, because too many were waiting.',
    },
    mine: 'You:',
    draft: 'Draft:',
    unread: { one: '# unread message', other: '# unread messages' },
    noMatch: 'Nobody online matches “{prefix}”.',
  },
  /** What the search of people offers besides people. */
  command: {
    search: 'Search messages',
    settings: 'Settings',
    invitation: 'Invite someone',
    keyboard: 'Keyboard shortcuts',
  },
  request: {
    title: '{name} wants to chat',
    aboutKnown: '{presence} · You’ve chatted before',
    aboutNew: '{presence} · You haven’t chatted before',
  },
  /** Only for screen readers. */
  announcement: {
    arrived: '{name}: {text}',
    elsewhere: 'New message from {name}',
    asked: 'New message request from {name}',
    askedUnnamed: 'New message request',
    sent: 'Message sent',
    edited: 'Message edited',
    typing: '{name} is typing',
    waiting: 'Message will be sent when you’re back online',
  },
  /** A file in the conversation. */
  file: {
    /** In place of a text, in lists and announcements. */
    label: {
      photo: 'Photo',
      video: 'Video',
      voice: 'Voice message',
      file: 'File: {file}',
    },
    /** Pictures that were sent together. */
    album: { one: '# photo', other: '# photos' },
    view: 'View {file}',
    save: 'Save {file}',
    play: 'Play {file}',
    progress: 'Progress of {file}',
    tooManyPixels: 'This picture is too large to show. You can save it.',
    position: '{at} of {length}',
    /** Where a transfer is: of one’s own file, and of the peer’s. */
    state: {
      mine: {
        offered: 'Waiting for {name} to download it',
        waiting: 'Waiting for {name} to come online',
        transferring: '{done} of {size}',
        paused: '{name} paused the download',
        cancelled: 'You cancelled this file',
        refused: '{name} declined this file',
      },
      theirs: {
        waiting: 'Waiting for {name} to come online',
        transferring: '{done} of {size}',
        paused: 'Paused at {done} of {size}',
        cancelled: '{name} cancelled this file',
        refused: 'You declined this file',
      },
    },
    action: {
      accept: 'Download',
      pause: 'Pause',
      resume: 'Resume',
      cancel: 'Cancel',
      refuse: 'Decline',
    },
  },
  sharing: {
    refused:
      'You can share text of up to {characters} characters, and up to {pictures} pictures of {size} in all.',
  },
  /** Files that are chosen and not sent yet. */
  tray: {
    added: '{file} attached',
    removed: '{file} removed',
    remove: 'Remove {file}',
    /** After the text that a file is too large. */
    limit: 'Files can be up to {limit}.',
  },
  voice: {
    name: 'Voice message',
    recording: 'Recording',
    cancelled: 'Recording deleted',
  },
  /** What the page needs from a browser. */
  need: {
    secure: 'A secure connection (HTTPS)',
    crypto: 'Web Cryptography',
    ed25519: 'Ed25519 signatures',
    rsa: 'RSA-OAEP encryption',
    aes: 'AES-GCM encryption',
    locks: 'Web Locks',
  },
  conversationWith: 'Conversation with {name}',
  messagesWith: 'Messages with {name}',
  messageTo: 'Message {name}',
  sendingPaused: 'Sending is paused',
  charactersLeft: { one: '# character left', other: '# characters left' },
  charactersOver: {
    one: '# character over the limit',
    other: '# characters over the limit',
  },
  newMessages: { one: '# new message', other: '# new messages' },
  /** What the system shows about a message. */
  notification: { message: 'New message', request: 'New message request' },
  title: 'Live Chat',
  titleUnread: '({count}) Live Chat',
} as const;

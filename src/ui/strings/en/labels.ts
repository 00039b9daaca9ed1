/**
 * The text of index.html and of the web app manifest, by section. The builder writes it into the
 * HTML: `{{ signIn.name }}` there names an entry here. A `{placeholder}` inside an entry stands for
 * what builder/labels.ts puts in its place.
 */
export const LABELS = {
  app: {
    name: 'Live Chat',
    summary: 'Private, one-to-one chat.',
    description: 'Private, one-to-one chat. Messages are end-to-end encrypted on your device.',
  },
  common: {
    back: 'Back',
    cancel: 'Cancel',
    close: 'Close',
    reload: 'Reload',
  },
  noScript: {
    title: 'Live Chat needs JavaScript',
    text: 'This page encrypts your messages on your device, and it needs JavaScript to do that. Turn on JavaScript, then reload the page.',
  },
  starting: {
    late: 'Still loading… If this doesn’t change, the page may not have loaded completely, or your browser may be too old.',
    retry: 'Try again',
  },
  unsupported: {
    title: 'Live Chat can’t run here',
    missing: 'Your messages wouldn’t be private, because this is missing:',
    secureAddress: 'Try this secure address instead:',
    browsers:
      'Use Chrome or Edge 137, Firefox 136, Safari 17, or a later version. If you already do, reload the page.',
  },
  anotherTab: {
    title: 'Live Chat is open in another tab',
    text: 'Live Chat can only be active in one tab at a time.',
    takeOver: 'Use here',
  },
  failed: {
    title: 'Live Chat can’t start',
  },
  signIn: {
    invited: '{inviter} invited you to chat.',
    otherName: 'Choose a different name. You’ll keep your conversations.',
    lostTitle: 'Your keys and conversations on this device are gone.',
    lostReason:
      'The browser deleted them to free up space, or this site’s data was cleared. They can’t be recovered.',
    lostNext:
      'Sign in to start again. Your contacts will see a new key, so ask them to verify it. Your old name will be available again three days after you were last online.',
    name: 'Your name',
    start: 'Start chatting',
    privacy: 'Messages are encrypted on your device. Nobody in between can read them.',
    how: 'How it works',
  },
  privacy: {
    keys: 'Your browser creates your keys, and the private ones never leave it. Every message is encrypted with its own AES key. Those keys are protected with RSA and ML-KEM, so only the person you’re writing to can decrypt the message.',
    server:
      'The server only passes on encrypted messages. It can see who writes to whom, when, and roughly how long a message is, but never what it says.',
    limits:
      'This doesn’t protect you from someone who has your unlocked device, or from a server that sends you a modified page. The first time you chat with someone, you trust the server to give you their real key, unless you used their invite link. To check, choose “Verify” in the conversation.',
    storage:
      'Your name, keys and conversations stay in this browser. In a private window, they’re gone when you close it.',
  },
  banner: {
    clock:
      'This device’s clock and the server’s differ by an hour or more. Check your date and time settings: encryption keys expire based on these clocks.',
    dismiss: 'Dismiss',
    notStored:
      'This window doesn’t save anything. When you close it, you’ll lose your name and conversations.',
  },
  lists: {
    label: 'People and conversations',
    settings: 'Settings',
    search: 'Search people',
    verified: 'Verified',
    keyChanged: 'Key changed',
    muted: 'Muted',
    empty: 'Nobody else is online right now. Send someone your personal link to start chatting.',
    invite: 'Invite someone',
    more: 'Show more',
  },
  conversation: {
    none: 'Choose someone to start chatting.',
    verify: 'Verify',
    verified: 'Verified',
    more: 'More options',
    search: 'Search messages…',
    goToDate: 'Go to date…',
    timer: 'Disappearing messages…',
    mute: 'Mute…',
    unmute: 'Unmute',
    leave: 'Leave conversation…',
    block: 'Block…',
    unblock: 'Unblock',
    encrypted: 'Messages are end-to-end encrypted. Only the two of you can read them.',
    unread: 'New messages',
    older: 'Show older messages',
    newer: 'Show newer messages',
    newest: 'Go to the newest message',
    namesake: 'This is a different {name} from the one in your list.',
    lookAlike: 'This isn’t {contact} from your list. The two names only look alike.',
    send: 'Send',
  },
  composer: {
    stop: 'Stop replying or editing',
  },
  message: {
    options: 'Message options',
    edited: 'Edited',
    react: 'React',
    moreEmoji: 'More emoji',
    reply: 'Reply',
    copy: 'Copy text',
    edit: 'Edit',
    details: 'Details',
    delete: 'Delete…',
  },
  messageDetails: {
    title: 'Message details',
    sent: 'Sent',
    arrived: 'Received',
    delivered: 'Delivered',
    read: 'Read',
    edited: 'Edited',
  },
  timer: {
    title: 'Disappearing messages',
    text: 'New messages from both of you disappear this long after they’re seen. Anyone who has seen a message may remember it or have copied it.',
    save: 'Save',
  },
  mute: {
    title: 'Mute {name}?',
    text: 'New messages still arrive, but nothing notifies you of them. {name} isn’t told.',
    hour: 'For 1 hour',
    workday: 'For 8 hours',
    always: 'Until I unmute',
  },
  update: {
    text: 'A new version of Live Chat is ready. Your drafts are kept.',
    accept: 'Update now',
  },
  notificationOffer: {
    text: 'Want to know when a message arrives while you’re looking at something else?',
    accept: 'Turn on notifications',
    decline: 'Not now',
  },
  messageDelete: {
    title: 'Delete message?',
    choice:
      'You can delete it for both of you, or only on this device. Anyone who has read it may remember it or have copied it.',
    here: 'It’ll be deleted on this device only.',
    forMe: 'Delete for me',
    forBoth: 'Delete for everyone',
  },
  keyChange: {
    title: '{name}’s key has changed.',
    text: 'They may be using a new browser or device, or someone else may have taken the name. Check with them another way before you continue. Messages that are still waiting won’t be sent to anyone else.',
    startNew: 'Start a new conversation',
    safetyNumber: 'View safety number',
  },
  request: {
    accept: 'Accept',
    aboutAccept: 'They’ll see when you’ve received and read their messages.',
    decline: 'Decline',
    aboutDecline: 'Deletes these messages. They aren’t told, and can ask again after a day.',
    block: 'Block',
    aboutBlock: 'Deletes these messages and ignores new ones. They aren’t told.',
  },
  verification: {
    title: 'Verify {name}',
    text: 'Compare this number with the one on {name}’s screen, in person or on a call. If all twelve groups match, nobody is intercepting your messages.',
    number: 'Safety number',
    code: 'QR code for the other person to scan',
    camera: 'Camera',
    scanning: 'Point your camera at the code on their screen.',
    match: 'The codes match.',
    mismatch:
      'The codes don’t match. Someone may be intercepting your messages, or the code is from a different conversation.',
    unreadable: 'That isn’t a Live Chat safety code.',
    noCamera: 'The camera isn’t available. Compare the numbers instead.',
    verified:
      'You’ve verified {name}. They stay verified under any name, unless their key changes.',
    mark: 'Mark as verified',
    clear: 'Clear verification',
    scan: 'Scan code',
  },
  invitation: {
    title: 'Invite someone',
    text: 'Anyone with this link can send you a message request. It contains your key, so nobody can pose as you.',
    code: 'QR code for this link',
    renew: 'Make a new link',
    aboutRenew:
      'If the wrong people have your link, make a new one. The old one stops working as an invitation.',
    announceRenewed: 'This is your new link',
    announceCopied: 'Link copied',
    copy: 'Copy link',
    copied: 'Copied',
  },
  search: {
    title: 'Search messages',
    placeholder: 'Words or parts of words',
    here: 'Only this conversation',
    loading: 'Reading your messages…',
    found: 'Messages found:',
    none: 'No messages found.',
    mine: 'You:',
    more: 'Show more',
  },
  dateJump: {
    title: 'Go to date',
    date: 'Date',
    go: 'Go',
  },
  leave: {
    title: 'Leave this conversation?',
    text: '{name} will see that you left. Your messages stay on this device.',
    confirm: 'Leave',
  },
  block: {
    title: 'Block {name}?',
    text: 'You won’t receive messages from {name}. They aren’t notified.',
    confirm: 'Block',
  },
  signOut: {
    title: 'Sign out and erase everything?',
    text: 'The name {name} will become available to others, and every conversation on this device will be permanently erased.',
    confirm: 'Sign out and erase',
  },
  settings: {
    title: 'Settings',
    profile: 'Profile',
    invite: 'Invite by link',
    signOut: 'Sign out…',
    appearance: 'Appearance',
    system: 'System',
    light: 'Light',
    dark: 'Dark',
    language: 'Language',
    browserLanguage: 'Same as the browser',
    notifications: 'Notifications',
    notificationsDenied:
      'Your browser blocks notifications from this site. You can allow them in the browser’s site settings.',
    notificationsUnsupported: 'This browser can’t show notifications.',
    notifies: 'Notify me about new messages',
    aboutNotifies:
      'You’re notified while Live Chat is open, even in a background tab. Once you close it, nothing notifies you.',
    sound: 'Play a sound',
    detail: 'What notifications show',
    detailNone: 'Only that there’s a message',
    detailName: 'Who it’s from',
    detailText: 'Who it’s from and what it says',
    aboutDetail:
      'Others may see notifications on your screen, even when it’s locked, and your device may keep them.',
    privacy: 'Privacy',
    requests: 'Who can start a chat with me',
    everyone: 'Everyone',
    link: 'People with my link',
    nobody: 'Nobody new',
    aboutRequests: 'Your contacts can always write to you.',
    listed: 'Show me in the lobby',
    aboutListed:
      'People who aren’t your contacts see you among those who are online. Your contacts see that you’re online either way.',
    readReceipts: 'Read receipts',
    aboutReadReceipts:
      'Others see when you’ve read their messages. If you turn this off, you won’t see when they’ve read yours.',
    typing: 'Typing indicator',
    aboutTyping:
      'Your contacts see when you’re typing. If you turn this off, you won’t see when they are.',
    blocked: 'Blocked people',
    noneBlocked: 'You haven’t blocked anyone.',
    unblock: 'Unblock',
    about: 'About',
    version: 'Version',
    digest: 'Page digest (SHA-256)',
    build: 'Build digest (SHA-256)',
    licence: 'Licence',
    server: 'What the server can see',
  },
} as const;

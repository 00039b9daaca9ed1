import type { ErrorCode } from '../../../protocol/errors.ts';

/** For each error code: what happened, and what to do about it if anything can be done. */
export const ERRORS: Readonly<Record<ErrorCode, string>> = {
  malformed: 'The server couldn’t understand this page. Try reloading it.',
  'unknown-event': 'The server doesn’t support what this page asked for. Try reloading the page.',
  'too-large': 'That message is too large to send.',
  'rate-limited': 'Too many requests at once. Live Chat will continue automatically in a moment.',
  'too-many-sign-ins': 'Too many people just signed in from this network. Try again in a minute.',
  'too-many-connections':
    'Too many windows are connected from this network. Close one and try again.',
  'server-outdated':
    'The server is still running an older version than this page. Try again in a few minutes.',
  'client-outdated':
    'Live Chat has been updated. Reload whenever it suits you; you won’t lose anything.',
  'not-signed-in': 'You’re no longer signed in. Reload the page.',
  'already-signed-in': 'You’re already signed in.',
  'host-not-configured':
    'This server hasn’t been told its own address, so nobody can sign in. Its operator needs to set PUBLIC_HOSTS.',
  'host-mismatch': 'This server isn’t set up for the address you used.',
  'nonce-invalid': 'Signing in took too long. Please try again.',
  'proof-invalid': 'The server couldn’t verify your sign-in. Please try again.',
  'name-empty': 'Enter a name that others will see.',
  'name-too-long': 'That name is too long. Use 32 characters or fewer.',
  'name-spaces': 'A name can’t start or end with a space, or have two spaces in a row.',
  'name-characters':
    'A name can only contain letters, digits, spaces, dots, underscores and hyphens.',
  'name-mixed-scripts':
    'That name mixes alphabets, so it could be mistaken for someone else’s. Use letters from one alphabet.',
  'name-taken': 'Someone else is using that name right now.',
  'person-unknown': 'The server no longer knows this person. They may come back.',
  'mailbox-full': 'Their mailbox is full. Your messages will be sent when there’s room.',
  'mailbox-share-full':
    'Many of your messages are still waiting for them. New ones will be sent when they’re back online.',
  'token-invalid': 'The server rejected your permission to write to this person. Please try again.',
  'requests-closed': 'This person isn’t accepting new chats. Ask them for a link to start one.',
  'requests-full':
    'This person has a lot of unanswered requests. Yours will be sent when there’s room.',
  'mail-full': 'The server has no room for more messages. Yours will be sent when there’s room.',
  'directory-full': 'The server has no room for new people at the moment. Please try again later.',
  unavailable: 'The server is busy. Your messages will be sent automatically.',
  draining: 'The server is about to restart. You’ll be reconnected automatically.',
  replaced: 'You signed in with this profile somewhere else.',
  internal: 'Something went wrong on the server. Please try again.',
  'bundle-malformed': 'The server sent a damaged key for this person. Nothing was sent.',
  'bundle-signature': 'The server sent a key that this person didn’t sign. Nothing was sent.',
  'bundle-identity': 'The server sent someone else’s key. Nothing was sent.',
  'bundle-rollback': 'The server sent an outdated key for this person. Nothing was sent.',
  'bundle-downgrade': 'The server sent a weaker key for this person than before. Nothing was sent.',
  'bundle-stale':
    'They’ve been away so long that their key has expired. Your messages will be sent when they’re back online.',
  'bundle-clock': 'Their key seems to be from the future. Check this device’s date and time.',
  'envelope-malformed': 'Something arrived that isn’t a message. It was discarded.',
  'offer-invalid': 'Something arrived that was forged or not meant for you. It was discarded.',
  'open-failed': 'A message couldn’t be decrypted. It was discarded and requested again.',
  'record-malformed': 'A message arrived that can’t be read. It was discarded.',
  'text-empty': 'Write something first.',
  'text-too-long': 'That message is too long. Split it into messages of up to 10,000 characters.',
  'file-empty': 'That file is empty.',
  'file-too-large': 'That file is too large.',
  'file-unreadable': 'That file couldn’t be read. It may have been moved, changed or deleted.',
  'file-gone': 'The sender no longer has this file.',
  'file-mismatch': 'What arrived isn’t the file that was announced, so it was discarded.',
  'conversation-closed': 'This conversation is closed.',
  'key-changed': 'This person’s key has changed, so nothing was sent.',
  'invite-malformed': 'That invite link is damaged. Ask for a new one.',
  'invite-mismatch':
    'The server’s key for this name isn’t the one in the invite link, so the conversation wasn’t opened.',
  'connection-lost': 'Can’t reach the server. Check your connection and try again.',
  'storage-full':
    'This browser has run out of storage, so nothing new can be saved. Free up some space on this device.',
  'storage-failed': 'This browser won’t let Live Chat save anything. Try reloading the page.',
  'storage-taken': 'Live Chat is open in another tab of this browser.',
  'platform-unsupported': 'This browser is missing something that encryption needs.',
};

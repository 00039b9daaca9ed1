import type { ErrorCode } from '../../protocol/errors.ts';

/** What a person reads for each code: what happened, and what to do about it if anything can be done. */
export const ERROR_WORDS: Readonly<Record<ErrorCode, string>> = {
  malformed: 'The server did not understand this page. Reload it, please.',
  'unknown-event': 'The server does not know what this page asked for. Reload it, please.',
  'too-large': 'That is too large to be sent.',
  'rate-limited': 'That was a little fast. It goes on by itself in a moment.',
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
  unavailable:
    'The server is catching its breath. Your messages wait here and go out by themselves.',
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
  'text-too-long': 'That text is too long: a message can have 10,000 characters. Send it in parts.',
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

/**
 * Every way in which something is refused: a closed list, the same on the wire, in the code, in
 * docs/protocol.md and in the words on screen (errors.test.ts holds the four together).
 */
export const ERROR_MEANINGS = {
  // What the relay answers.
  malformed: 'The event or one of its fields has the wrong shape.',
  'unknown-event': 'The relay knows no event of this name.',
  'too-large': 'The payload is over the limit.',
  'too-fast': 'This connection sends faster than its limit; `retryAfterMs` says when to go on.',
  'too-many-sign-ins': 'Too many sign-ins from one address; `retryAfterMs` says when to go on.',
  'too-many-connections': 'Too many connections from one address.',
  'server-outdated': 'The relay speaks an older version of the protocol than the page.',
  'client-outdated': 'The page speaks an older version of the protocol than the relay.',
  'not-signed-in': 'The event needs a sign-in first.',
  'already-signed-in': 'This connection is already signed in.',
  'host-not-configured': 'The relay was not told which hosts sign-in proofs may name.',
  'host-mismatch': 'The proof names a host that is not one of the relay’s.',
  'nonce-invalid': 'The nonce is not the one handed out, was used already, or is too old.',
  'proof-invalid': 'The signature does not prove the identity key.',
  'name-empty': 'The name has no characters.',
  'name-too-long': 'The name is longer than the limit.',
  'name-spaces': 'The name begins or ends with a space, or has two spaces in a row.',
  'name-characters': 'The name has something other than letters, digits, space and . _ -',
  'name-mixed-scripts': 'The name mixes alphabets, so that it could look like another name.',
  'name-taken': 'The name is held by another identity; `suggestion` is a name that is free.',
  'person-unknown': 'No one of this name or identity key is known to the relay.',
  'mailbox-full': 'The recipient’s mailbox is full.',
  'mailbox-share-full': 'This sender’s share of the recipient’s mailbox is full.',
  wait: 'The relay cannot reach its store; try again.',
  draining: 'This relay is about to stop; connect again.',
  replaced: 'A newer connection of the same identity took over.',
  internal: 'The relay failed unexpectedly.',
  // What a bundle is refused for, by the relay or by a peer.
  'bundle-malformed': 'A length, field or label of the key bundle is wrong.',
  'bundle-signature': 'The key bundle is not signed by the identity key it names.',
  'bundle-identity': 'The key bundle belongs to another identity key than the one asked for.',
  'bundle-rollback': 'The key bundle is older than one already seen of the same identity.',
  'bundle-downgrade':
    'The key bundle is of a weaker suite than one already seen, or of an unknown one.',
  'bundle-stale': 'The key bundle was made too long ago; its owner must come back first.',
  'bundle-clock': 'The key bundle was made in the future, by this device’s clock.',
  // What a client refuses.
  'envelope-malformed': 'An envelope has the wrong length, version or flags.',
  'offer-invalid':
    'A chain offer is not signed by its sender, or is not addressed to its receiver.',
  'open-failed': 'An envelope did not open. No detail is given, on purpose.',
  'record-malformed': 'What was sealed is not a record.',
  'text-empty': 'A message has no characters.',
  'text-too-long': 'A message is longer than the limit.',
  'conversation-waiting': 'The request was not answered yet and holds as many messages as it may.',
  'conversation-closed': 'The conversation was declined or left.',
  'connection-lost': 'The relay cannot be reached now.',
  'storage-full': 'The browser’s storage for this site is full.',
  'storage-failed': 'The browser’s storage cannot be used.',
  'storage-taken': 'Another tab of this browser is the active one.',
  'platform-unsupported': 'The browser lacks something that the chat needs.',
} as const;

/** One code of the closed list. */
export type ErrorCode = keyof typeof ERROR_MEANINGS;

/** All codes, in the order of the list. */
export const ERROR_CODES = Object.keys(ERROR_MEANINGS) as readonly ErrorCode[];

/** What goes with some codes. */
export interface ErrorDetail {
  /** Which field, setting or event was wrong. */
  readonly field?: string | undefined;
  /** Wait so long before trying again, ms. */
  readonly retryAfterMs?: number | undefined;
  /** With `name-taken`: a similar name that is free. */
  readonly suggestion?: string | undefined;
}

/** The one error class of the protocol, the client and the relay: `code` says what was refused. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, detail: ErrorDetail = {}, options?: ErrorOptions) {
    super(detail.field === undefined ? code : `${code}: ${detail.field}`, options);
    this.code = code;
    this.detail = detail;
  }
}

/** Runs a decoder; whatever it throws becomes the one named error. */
export function refuseAs<T>(code: ErrorCode, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (cause instanceof ChatError) throw cause;
    throw new ChatError(code, {}, { cause });
  }
}

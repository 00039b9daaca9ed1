/**
 * The codes of all rejections: a closed list, the same on the wire, in the code, in
 * docs/protocol.md and in the texts on screen (errors.test.ts compares the four). Their meanings
 * are in error-meanings.ts, which no page has to load.
 */
export const ERROR_CODES = [
  // Codes of the relay's replies.
  'malformed',
  'unknown-event',
  'too-large',
  'rate-limited',
  'too-many-sign-ins',
  'too-many-connections',
  'server-outdated',
  'client-outdated',
  'not-signed-in',
  'already-signed-in',
  'host-not-configured',
  'host-mismatch',
  'nonce-invalid',
  'proof-invalid',
  'name-empty',
  'name-too-long',
  'name-spaces',
  'name-characters',
  'name-mixed-scripts',
  'name-taken',
  'person-unknown',
  'mailbox-full',
  'mailbox-share-full',
  'token-invalid',
  'requests-closed',
  'requests-full',
  'mail-full',
  'directory-full',
  'unavailable',
  'draining',
  'replaced',
  'internal',
  // Codes for bundles that the relay or a peer rejects.
  'bundle-malformed',
  'bundle-signature',
  'bundle-identity',
  'bundle-rollback',
  'bundle-downgrade',
  'bundle-stale',
  'bundle-clock',
  // Codes of a client's rejections.
  'envelope-malformed',
  'offer-invalid',
  'open-failed',
  'record-malformed',
  'text-empty',
  'text-too-long',
  'file-empty',
  'file-too-large',
  'file-unreadable',
  'file-gone',
  'file-mismatch',
  'conversation-closed',
  'key-changed',
  'invite-malformed',
  'invite-mismatch',
  'connection-lost',
  'storage-full',
  'storage-failed',
  'storage-taken',
  'platform-unsupported',
] as const;

/** One code of the closed list. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Details of some codes. */
export interface ErrorDetail {
  /** Which field, setting or event was wrong. */
  readonly field?: string | undefined;
  /** How long to wait before trying again, ms. */
  readonly retryAfterMs?: number | undefined;
  /** With `name-taken`: a similar name that is free. */
  readonly suggestion?: string | undefined;
  /** With `file-too-large` of an own file: the largest that may be sent, bytes. */
  readonly limit?: number | undefined;
}

/** The one error class of the protocol, the client and the relay: `code` says what was rejected. */
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

/** Runs a decoder; whatever it throws becomes an error with the given code. */
export function refuseAs<T>(code: ErrorCode, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (cause instanceof ChatError) throw cause;
    throw new ChatError(code, {}, { cause });
  }
}

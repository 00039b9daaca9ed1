import { IDENTITY_KEY_BYTES } from './bundle.ts';
import { type Bytes, fromBase64url, toBase64url } from './bytes.ts';
import { ChatError } from './errors.ts';
import { parseName } from './name.ts';
import { decodeToken } from './token.ts';

/**
 * An invite: the fragment of a link, which no server ever sees, with the name and key of the person
 * who invites.
 */
export interface Invite {
  readonly name: string;
  readonly identity: Bytes;
  /** Their invite token; absent in links of older versions. */
  readonly token?: Bytes | undefined;
}

/** `#<name>.<identity key>.<token>`, the name percent-encoded (RFC 3986, 2.1). */
export function formatInvite({ name, identity, token }: Invite): string {
  const parts = [identity, ...(token === undefined ? [] : [token])];
  return `#${[encodeURIComponent(name), ...parts.map(toBase64url)].join('.')}`;
}

/** Names contain full stops; the key has 43 characters, and the token 110. */
const FORM = /^#(.+)\.([\w-]{43})(?:\.([\w-]{110}))?$/;

function read(fragment: string): Invite {
  const [, encoded = '', key = '', permission] = FORM.exec(fragment) ?? [];
  const name = decodeURIComponent(encoded);
  const identity = fromBase64url(key);
  if (parseName(name) !== name || identity.length !== IDENTITY_KEY_BYTES) {
    throw new TypeError('not an invite');
  }
  if (permission === undefined) return { name, identity };
  const token = fromBase64url(permission);
  if (decodeToken(token).scope !== 'invite') throw new TypeError('not an invite token');
  return { name, identity, token };
}

/** The name in a possible invite; it is validated when the invite is opened. */
export function inviterIn(fragment: string): string {
  try {
    return read(fragment).name;
  } catch {
    return '';
  }
}

/** Inverse of `formatInvite`. @throws ChatError `invite-malformed` */
export function parseInvite(fragment: string): Invite {
  try {
    return read(fragment);
  } catch (cause) {
    throw new ChatError('invite-malformed', {}, { cause });
  }
}

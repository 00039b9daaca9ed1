import { IDENTITY_KEY_BYTES } from './bundle.ts';
import { type Bytes, fromBase64url, toBase64url } from './bytes.ts';
import { ChatError } from './errors.ts';
import { parseName } from './name.ts';

/**
 * An invite: the fragment of a link, which no server ever sees, with the name and key of the person
 * who invites.
 */
export interface Invite {
  readonly name: string;
  readonly identity: Bytes;
}

/** `#<name>.<identity key>`, the name percent-encoded (RFC 3986, 2.1). */
export function formatInvite({ name, identity }: Invite): string {
  return `#${encodeURIComponent(name)}.${toBase64url(identity)}`;
}

function read(fragment: string): Invite {
  const [, encoded = '', key = ''] = /^#(.+)\.([\w-]+)$/.exec(fragment) ?? [];
  const name = decodeURIComponent(encoded);
  const identity = fromBase64url(key);
  if (parseName(name) !== name || identity.length !== IDENTITY_KEY_BYTES) {
    throw new TypeError('not an invite');
  }
  return { name, identity };
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

import { type Bytes, concat, fromUtf8 } from './bytes.ts';
import { ChatError, refuseAs } from './errors.ts';
import { isKemKey } from './kem-key.ts';
import { parseName } from './name.ts';
import { parseTranscript, transcript, u64Field } from './transcript.ts';

/** Suite 1: RSA-OAEP-3072 combined with ML-KEM-768. It is the only suite. */
export const SUITE = 1;

export const IDENTITY_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;
export const RSA_MODULUS_BYTES = 384;
export const DIGEST_BYTES = 32;

/**
 * The keys that a person publishes so that others can write to them, signed by the identity key.
 */
export interface KeyBundle {
  readonly suite: number;
  /** Grows with every new bundle of an identity. */
  readonly number: number;
  /** When it was created, ms since 1970 by its owner's clock. */
  readonly created: number;
  readonly name: string;
  /** Ed25519 public key, which identifies the person. */
  readonly identity: Bytes;
  /** RSA-OAEP modulus; the exponent is always 65537. */
  readonly modulus: Bytes;
  /** ML-KEM-768 encapsulation key. */
  readonly kemKey: Bytes;
}

/** A bundle with its signature and the exact bytes that were signed. */
export interface SignedKeyBundle extends KeyBundle {
  readonly signed: Bytes;
  readonly signature: Bytes;
}

/** The bytes that the identity key signs; their SHA-256 is the bundle digest. */
export function bundleTranscript(bundle: KeyBundle): Bytes {
  const { suite, number, created, name, identity, modulus, kemKey } = bundle;
  return transcript('bundle', suite, number, created, name, identity, modulus, kemKey);
}

/** A bundle on the wire: its transcript, then the signature (64 bytes). */
export function encodeBundle(bundle: SignedKeyBundle): Bytes {
  return concat(bundle.signed, bundle.signature);
}

function checkLengths(bundle: KeyBundle): void {
  const { identity, modulus, kemKey, suite, number } = bundle;
  if (suite !== SUITE) throw new ChatError('bundle-downgrade', { field: 'suite' });
  const wellFormed =
    number >= 1 &&
    identity.length === IDENTITY_KEY_BYTES &&
    modulus.length === RSA_MODULUS_BYTES &&
    ((modulus[0] as number) & 0x80) !== 0 &&
    ((modulus[RSA_MODULUS_BYTES - 1] as number) & 1) === 1 &&
    isKemKey(kemKey);
  if (!wellFormed) throw new ChatError('bundle-malformed');
}

/** The cause is the problem with the name, which a relay reports to the name's owner. */
function checkName(name: string): void {
  try {
    if (parseName(name) !== name) throw new TypeError('not in NFKC');
  } catch (cause) {
    throw new ChatError('bundle-malformed', { field: 'name' }, { cause });
  }
}

/**
 * Inverse of `encodeBundle`. Checks the layout; `crypto/bundle.ts` checks the signature.
 * @throws ChatError `bundle-malformed`, `bundle-downgrade`
 */
export function decodeBundle(bytes: Uint8Array): SignedKeyBundle {
  return refuseAs('bundle-malformed', () => {
    const split = bytes.length - SIGNATURE_BYTES;
    if (split < 0) throw new RangeError('truncated');
    const signed = new Uint8Array(bytes.subarray(0, split));
    const [suite, number, created, name, identity, modulus, kemKey] = parseTranscript(
      'bundle',
      7,
      signed,
    ) as [Bytes, Bytes, Bytes, Bytes, Bytes, Bytes, Bytes];
    const bundle: SignedKeyBundle = {
      suite: u64Field(suite),
      number: u64Field(number),
      created: u64Field(created),
      name: fromUtf8(name),
      identity,
      modulus,
      kemKey,
      signed,
      signature: new Uint8Array(bytes.subarray(split)),
    };
    checkLengths(bundle);
    checkName(bundle.name);
    return bundle;
  });
}

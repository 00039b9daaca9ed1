import type { Bytes } from '../protocol/bytes.ts';
import { ChatError, type ErrorCode } from '../protocol/errors.ts';
import { isSoundPoint } from './ed25519-point.ts';
import { generated } from './key-generation.ts';

const ED25519 = { name: 'Ed25519' };

/** An Ed25519 key pair (RFC 8032), which is the person's identity. */
export interface IdentityKey {
  /** 32 bytes: the person's address. */
  readonly public: Bytes;
  /** Never leaves WebCrypto. */
  readonly private: CryptoKey;
}

/** Generates the identity key of a new person. */
export async function generateIdentityKey(): Promise<IdentityKey> {
  const pair = await generated(() => crypto.subtle.generateKey(ED25519, false, ['sign', 'verify']));
  if (!('publicKey' in pair)) throw new ChatError('platform-unsupported', { field: 'Ed25519' });
  const raw = await crypto.subtle.exportKey('raw', pair.publicKey);
  return { public: new Uint8Array(raw), private: pair.privateKey };
}

/** Signs a transcript: 64 bytes. Safari salts its signatures, so never compare or hash them. */
export async function sign(key: CryptoKey, transcript: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign(ED25519, key, transcript));
}

async function isSignedBy(identity: Bytes, signature: Bytes, signed: Bytes): Promise<boolean> {
  if (!isSoundPoint(identity)) return false;
  try {
    const key = await crypto.subtle.importKey('raw', identity, ED25519, false, ['verify']);
    return await crypto.subtle.verify(ED25519, key, signature, signed);
  } catch {
    return false;
  }
}

/** Checks the signature of a transcript. @throws ChatError with the given code when it fails. */
export async function verifySignature(
  identity: Bytes,
  signature: Bytes,
  signed: Bytes,
  code: ErrorCode,
): Promise<void> {
  if (!(await isSignedBy(identity, signature, signed))) throw new ChatError(code);
}

import type { Bytes } from '../protocol/bytes.ts';
import { deriveKey } from './key-derivation.ts';

/**
 * One position of a chain: the secret from which its message key and all later positions are
 * derived.
 */
export interface ChainPosition {
  readonly chainId: Bytes;
  readonly n: number;
  /** 32 bytes. */
  readonly chainKey: Bytes;
}

/** `chainKey[0]`: chainId covers both people, both public keys and both ciphertexts. */
export async function chainStart(chainId: Bytes, root: Bytes): Promise<ChainPosition> {
  return { chainId, n: 0, chainKey: await deriveKey(root, 'chain-key', chainId, 0) };
}

/** `messageKey[n]`, 32 bytes: seals one message. */
export function messageKey({ chainId, n, chainKey }: ChainPosition): Promise<Bytes> {
  return deriveKey(chainKey, 'message-key', chainId, n);
}

/** The next position. Earlier ones cannot be derived from it, so the old one can be deleted. */
export async function nextPosition(position: ChainPosition): Promise<ChainPosition> {
  const { chainId, chainKey } = position;
  const n = position.n + 1;
  return { chainId, n, chainKey: await deriveKey(chainKey, 'chain-key', chainId, n) };
}

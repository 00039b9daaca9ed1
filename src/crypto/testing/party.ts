import { SUITE } from '../../protocol/bundle.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import { signBundle } from '../bundle.ts';
import { generateIdentityKey, type IdentityKey } from '../identity-key.ts';
import { generateKemKey, type KemKey } from '../kem.ts';
import type { SealingKey } from '../sealing-key.ts';
import { type VerifiedBundle, verifyBundle } from '../verify.ts';
import { takeSealingKey } from './sealing-keys.ts';

/** A person with real keys. */
export interface Party {
  readonly identity: IdentityKey;
  readonly sealing: SealingKey;
  readonly kem: KemKey;
  readonly bytes: Bytes;
  readonly verified: VerifiedBundle;
}

/** The parts of a bundle that a test may choose. */
export interface BundleChoice {
  readonly number?: number;
  readonly created?: number;
  readonly name?: string;
}

/** Creates a person, or another bundle of the same person. */
export async function makeParty(choice: BundleChoice = {}, same?: Party): Promise<Party> {
  const identity = same?.identity ?? (await generateIdentityKey());
  const sealing = same?.sealing ?? (await takeSealingKey());
  const kem = same?.kem ?? (await generateKemKey());
  const { number = 1, created = Date.UTC(2026, 0, 1), name = 'alice' } = choice;
  const keys = { identity: identity.public, modulus: sealing.modulus, kemKey: kem.public };
  const bytes = await signBundle(
    { suite: SUITE, number, created, name, ...keys },
    identity.private,
  );
  return { identity, sealing, kem, bytes, verified: await verifyBundle(bytes) };
}

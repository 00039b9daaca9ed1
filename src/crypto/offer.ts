import { SUITE } from '../protocol/bundle.ts';
import { type Bytes, equal } from '../protocol/bytes.ts';
import { ChatError } from '../protocol/errors.ts';
import {
  type Offer,
  offerTranscript,
  type SignedOffer,
  wrapTranscript,
} from '../protocol/offer.ts';
import { type ChainPosition, chainStart } from './chain.ts';
import { sha256 } from './hash.ts';
import { type IdentityKey, sign, verifySignature } from './identity-key.ts';
import { randomBytes } from './random.ts';
import { unwrapSecret, wrapSecret } from './sealing-key.ts';
import type { VerifiedBundle } from './verify.ts';

/** Suite 0 has no ML-KEM: its fields, their digest included, have length zero. */
const NO_KEM = { kemKeyDigest: new Uint8Array(), kemCiphertext: new Uint8Array() };
const ROOT_BYTES = 32;

/** A chain that was just begun, by its sender. */
export interface BegunChain {
  readonly offer: SignedOffer;
  readonly start: ChainPosition;
}

/** Who begins a chain. */
export interface OfferSender {
  readonly identity: IdentityKey;
  /** Number of the sender's own bundle. */
  readonly bundleNumber: number;
}

/** Begins a chain to the owner of a bundle: 32 random bytes under their RSA key, signed. */
export async function makeOffer(sender: OfferSender, to: VerifiedBundle): Promise<BegunChain> {
  const { identity, bundleNumber } = sender;
  const unwrapped = {
    suite: SUITE,
    from: identity.public,
    to: to.bundle.identity,
    senderBundle: bundleNumber,
    receiverBundle: to.digest,
    ...NO_KEM,
    replyKey: new Uint8Array(),
  };
  const root = randomBytes(ROOT_BYTES);
  const label = await sha256(wrapTranscript(unwrapped));
  const offer: Offer = {
    ...unwrapped,
    rsaCiphertext: await wrapSecret(to.bundle.modulus, root, label),
  };
  const signed = offerTranscript(offer);
  const signature = await sign(identity.private, signed);
  const start = await chainStart(await sha256(signed), root);
  root.fill(0);
  return { offer: { ...offer, signature }, start };
}

/**
 * Checks that an offer is from one person to another and signed by the first; no private key is
 * touched. Returns the chain id.
 * @throws ChatError `offer-invalid`
 */
export async function verifyOffer(offer: SignedOffer, from: Bytes, to: Bytes): Promise<Bytes> {
  const addressed = equal(offer.from, from) && equal(offer.to, to);
  if (offer.suite !== SUITE || !addressed) throw new ChatError('offer-invalid');
  const signed = offerTranscript(offer);
  await verifySignature(offer.from, offer.signature, signed, 'offer-invalid');
  return sha256(signed);
}

/**
 * The first place of the chain that a verified offer begins.
 * @param key private half of the bundle that `offer.receiverBundle` names
 * @throws ChatError `open-failed`
 */
export async function openOffer(
  offer: SignedOffer,
  chainId: Bytes,
  key: CryptoKey,
): Promise<ChainPosition> {
  const label = await sha256(wrapTranscript(offer));
  let root: Bytes;
  try {
    root = await unwrapSecret(key, offer.rsaCiphertext, label);
  } catch {
    throw new ChatError('open-failed');
  }
  if (root.length !== ROOT_BYTES) throw new ChatError('open-failed');
  return chainStart(chainId, root);
}

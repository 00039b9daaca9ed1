import { SUITE } from '../protocol/bundle.ts';
import { type Bytes, concat, equal } from '../protocol/bytes.ts';
import { ChatError } from '../protocol/errors.ts';
import { isKemKey } from '../protocol/kem-key.ts';
import {
  type Offer,
  offerTranscript,
  type SignedOffer,
  wrapTranscript,
} from '../protocol/offer.ts';
import { type ChainPosition, chainStart } from './chain.ts';
import { sha256 } from './hash.ts';
import { type IdentityKey, sign, verifySignature } from './identity-key.ts';
import { decapsulate, encapsulate } from './kem.ts';
import { randomBytes } from './random.ts';
import { unwrapSecret, wrapSecret } from './sealing-key.ts';
import type { VerifiedBundle } from './verify.ts';

const ROOT_BYTES = 32;

/** A chain that its sender has just started. */
export interface BegunChain {
  readonly offer: SignedOffer;
  readonly start: ChainPosition;
}

/** The sender of a chain. */
export interface OfferSender {
  readonly identity: IdentityKey;
  /** Number of the sender's own bundle. */
  readonly bundleNumber: number;
}

/** The keys that a chain is started with. */
export interface OfferKeys {
  /** The bundle whose RSA key is used. */
  readonly to: VerifiedBundle;
  /** The peer's reply key; without one, the ML-KEM key of the bundle is used. */
  readonly kemKey?: Bytes | undefined;
  /** Public half of the reply key that the peer may use for its next chain. */
  readonly replyKey: Bytes;
}

/** `chainKey[0]` is derived from both secrets; knowing only one of them reveals nothing. */
const firstPosition = (chainId: Bytes, root: Bytes, kemSecret: Bytes): Promise<ChainPosition> =>
  chainStart(chainId, concat(root, kemSecret));

/** Starts a chain: 32 random bytes under the peer's RSA key, a secret under their ML-KEM key. */
export async function makeOffer(sender: OfferSender, keys: OfferKeys): Promise<BegunChain> {
  const { to, replyKey } = keys;
  const kemKey = keys.kemKey ?? to.bundle.kemKey;
  const kem = await encapsulate(kemKey);
  const unwrapped = {
    suite: SUITE,
    from: sender.identity.public,
    to: to.bundle.identity,
    senderBundle: sender.bundleNumber,
    receiverBundle: to.digest,
    kemKeyDigest: await sha256(kemKey),
    kemCiphertext: kem.ciphertext,
    replyKey,
  };
  const root = randomBytes(ROOT_BYTES);
  const label = await sha256(wrapTranscript(unwrapped));
  const offer: Offer = {
    ...unwrapped,
    rsaCiphertext: await wrapSecret(to.bundle.modulus, root, label),
  };
  const signed = offerTranscript(offer);
  const signature = await sign(sender.identity.private, signed);
  const start = await firstPosition(await sha256(signed), root, kem.secret);
  return { offer: { ...offer, signature }, start };
}

/**
 * Checks that an offer is from one person to another and signed by the first, without using a
 * private key. Returns the chain id.
 * @throws ChatError `offer-invalid`
 */
export async function verifyOffer(offer: SignedOffer, from: Bytes, to: Bytes): Promise<Bytes> {
  const addressed = equal(offer.from, from) && equal(offer.to, to);
  // Bundles are numbered from 1.
  const isOfBundle = offer.senderBundle >= 1;
  if (offer.suite !== SUITE || !addressed || !isOfBundle || !isKemKey(offer.replyKey)) {
    throw new ChatError('offer-invalid');
  }
  const signed = offerTranscript(offer);
  await verifySignature(offer.from, offer.signature, signed, 'offer-invalid');
  return sha256(signed);
}

/** The keys that open an offer. */
export interface OpeningKeys {
  /** RSA private half of the bundle that `offer.receiverBundle` names. */
  readonly rsa: CryptoKey;
  /** Seed of the ML-KEM key whose hash is `offer.kemKeyDigest`. */
  readonly kemSeed: Bytes;
}

/**
 * The first position of the chain that a verified offer starts.
 * @throws ChatError `open-failed`; a wrong ML-KEM ciphertext shows only when a message fails
 */
export async function openOffer(
  offer: SignedOffer,
  chainId: Bytes,
  { rsa, kemSeed }: OpeningKeys,
): Promise<ChainPosition> {
  const label = await sha256(wrapTranscript(offer));
  let root: Bytes;
  try {
    root = await unwrapSecret(rsa, offer.rsaCiphertext, label);
  } catch {
    throw new ChatError('open-failed');
  }
  if (root.length !== ROOT_BYTES) throw new ChatError('open-failed');
  return firstPosition(chainId, root, await decapsulate(kemSeed, offer.kemCiphertext));
}

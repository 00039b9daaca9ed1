import { DIGEST_BYTES, IDENTITY_KEY_BYTES, RSA_MODULUS_BYTES, SIGNATURE_BYTES } from './bundle.ts';
import { type ByteReader, type Bytes, concat, u64 } from './bytes.ts';
import { KEM_CIPHERTEXT_BYTES, KEM_KEY_BYTES } from './kem-key.ts';
import { transcript } from './transcript.ts';

/** An offer starts a chain: the root secret under the receiver's keys, signed by the sender. */
export interface Offer {
  readonly suite: number;
  readonly from: Bytes;
  readonly to: Bytes;
  /** Number of the sender's bundle when the chain was started. */
  readonly senderBundle: number;
  /** Digest of the receiver's bundle whose keys are used. */
  readonly receiverBundle: Bytes;
  /** `H` of the ML-KEM key that was used: a reply key, or the one of the bundle. */
  readonly kemKeyDigest: Bytes;
  readonly rsaCiphertext: Bytes;
  readonly kemCiphertext: Bytes;
  /** A fresh ML-KEM key that the receiver may use to start one chain. */
  readonly replyKey: Bytes;
}

export interface SignedOffer extends Offer {
  readonly signature: Bytes;
}

/** Bytes of an offer in an envelope, in this suite. */
export const OFFER_BYTES =
  8 +
  IDENTITY_KEY_BYTES * 2 +
  8 +
  DIGEST_BYTES +
  RSA_MODULUS_BYTES +
  DIGEST_BYTES +
  KEM_CIPHERTEXT_BYTES +
  KEM_KEY_BYTES +
  SIGNATURE_BYTES;

/** The bytes that the sender signs; their SHA-256 **is** the chain id. */
export function offerTranscript(offer: Offer): Bytes {
  return transcript(
    'offer',
    offer.suite,
    offer.from,
    offer.to,
    offer.senderBundle,
    offer.receiverBundle,
    offer.kemKeyDigest,
    offer.rsaCiphertext,
    offer.kemCiphertext,
    offer.replyKey,
  );
}

/** The bytes whose SHA-256 is the RSA-OAEP label of the root secret. */
export function wrapTranscript(
  offer: Omit<Offer, 'rsaCiphertext' | 'replyKey' | 'senderBundle'>,
): Bytes {
  const { suite, from, to, receiverBundle, kemKeyDigest, kemCiphertext } = offer;
  return transcript('wrap', suite, from, to, receiverBundle, kemKeyDigest, kemCiphertext);
}

/** An offer inside an envelope: its fields in order, then the signature. */
export function encodeOffer(offer: SignedOffer): Bytes {
  return concat(
    u64(offer.suite),
    offer.from,
    offer.to,
    u64(offer.senderBundle),
    offer.receiverBundle,
    offer.kemKeyDigest,
    offer.rsaCiphertext,
    offer.kemCiphertext,
    offer.replyKey,
    offer.signature,
  );
}

/** Reads the offer at the reader's position. @throws RangeError when it is truncated. */
export function readOffer(reader: ByteReader): SignedOffer {
  return {
    suite: reader.u64(),
    from: reader.take(IDENTITY_KEY_BYTES),
    to: reader.take(IDENTITY_KEY_BYTES),
    senderBundle: reader.u64(),
    receiverBundle: reader.take(DIGEST_BYTES),
    kemKeyDigest: reader.take(DIGEST_BYTES),
    rsaCiphertext: reader.take(RSA_MODULUS_BYTES),
    kemCiphertext: reader.take(KEM_CIPHERTEXT_BYTES),
    replyKey: reader.take(KEM_KEY_BYTES),
    signature: reader.take(SIGNATURE_BYTES),
  };
}

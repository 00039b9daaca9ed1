import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ByteReader, u64 } from './bytes.ts';
import {
  encodeOffer,
  OFFER_BYTES,
  offerTranscript,
  readOffer,
  type SignedOffer,
  wrapTranscript,
} from './offer.ts';
import { anyBytes, anyOffer } from './testing/arbitraries.ts';
import { rowsUnder } from './testing/document.ts';
import { expectExactLength } from './testing/strictness.ts';
import { parseTranscript } from './transcript.ts';

function readAll(bytes: Uint8Array): SignedOffer {
  const reader = new ByteReader(bytes);
  const offer = readOffer(reader);
  reader.end();
  return offer;
}

/** The fields in the order of the protocol document, the signature last. */
const fieldsOf = (offer: SignedOffer): readonly Uint8Array[] => [
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
];

describe('an offer', () => {
  it('is read back as it was written, always with the same length', () => {
    fc.assert(
      fc.property(anyOffer, (offer) => {
        const bytes = encodeOffer(offer);
        expect(bytes).toHaveLength(OFFER_BYTES);
        expect(readAll(bytes)).toEqual(offer);
      }),
    );
  });

  it('leaves the bytes after it unread', () => {
    fc.assert(
      fc.property(anyOffer, anyBytes(), (offer, rest) => {
        const reader = new ByteReader(new Uint8Array([...encodeOffer(offer), ...rest]));
        expect(readOffer(reader)).toEqual(offer);
        expect(reader.rest()).toEqual(rest);
      }),
    );
  });

  it('has the layout of the protocol document', () => {
    const rows = rowsUnder('Offer');
    fc.assert(
      fc.property(anyOffer, (offer) => {
        const reader = new ByteReader(encodeOffer(offer));
        const read = rows.map(([, length]) => reader.take(Number(length)));
        reader.end();
        expect(read).toEqual(fieldsOf(offer));
      }),
    );
  });

  it('is rejected when it is truncated anywhere', () => {
    const [offer] = fc.sample(anyOffer, 1);
    if (offer === undefined) throw new Error('no sample');
    expectExactLength(encodeOffer(offer), readAll);
  });

  it('is signed over every field except the signature', () => {
    fc.assert(
      fc.property(anyOffer, (offer) => {
        const fields = parseTranscript('offer', 9, offerTranscript(offer));
        expect(fields).toEqual(fieldsOf(offer).slice(0, -1));
      }),
    );
  });

  it('binds the root secret to suite, both people, the bundle and the KEM', () => {
    fc.assert(
      fc.property(anyOffer, (offer) => {
        expect(parseTranscript('wrap', 6, wrapTranscript(offer))).toEqual([
          u64(offer.suite),
          offer.from,
          offer.to,
          offer.receiverBundle,
          offer.kemKeyDigest,
          offer.kemCiphertext,
        ]);
      }),
    );
  });
});

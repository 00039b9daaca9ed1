import { writeFile } from 'node:fs/promises';
import { signBundle } from '../../src/crypto/bundle.ts';
import { type ChainPosition, messageKey, nextPosition } from '../../src/crypto/chain.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import { generateKemKey, type KemKey } from '../../src/crypto/kem.ts';
import { sealMessage } from '../../src/crypto/message.ts';
import { makeOffer } from '../../src/crypto/offer.ts';
import { pad } from '../../src/crypto/padding.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { safetyNumber } from '../../src/crypto/safety-number.ts';
import { signToken } from '../../src/crypto/token.ts';
import { type VerifiedBundle, verifyBundle } from '../../src/crypto/verify.ts';
import { wordingHash } from '../../src/crypto/wording.ts';
import { SUITE } from '../../src/protocol/bundle.ts';
import { type Bytes, fromBase64url, toBase64url } from '../../src/protocol/bytes.ts';
import { formatInvite } from '../../src/protocol/invite.ts';
import { readLooks } from '../../src/protocol/look-alike.ts';
import { foldName } from '../../src/protocol/name.ts';
import { encodeOffer, offerTranscript } from '../../src/protocol/offer.ts';
import {
  type ChatRecord,
  encodeRecord,
  isOrdered,
  type RecordBody,
} from '../../src/protocol/record.ts';
import { formatSafetyCode } from '../../src/protocol/safety-code.ts';
import type { TokenClaim } from '../../src/protocol/token.ts';
import { transcript } from '../../src/protocol/transcript.ts';
import { CONFUSABLES } from '../../src/protocol/unicode/confusables.ts';

/**
 * Creates the vectors again: `npx tsx test/vectors/make.ts`. The keys here are public and belong to
 * nobody. Everything random (keys, nonces, ciphertexts) differs with every run.
 */

const lookOf = readLooks(CONFUSABLES);
/** Names that are taken for each other, and some that are not. */
const NAMES = [
  ...['alice', 'ALICE', 'aIice', 'al1ce', 'Ali\u0307ce', 'АӏІсе', 'ALİCE'],
  ...[
    'Bob',
    'ВОВ',
    'вов',
    'modern',
    'rnodern',
    'Zoë',
    'Ünal',
    'Straße',
    'Νίκος',
    'नमस्ते',
    'أمل',
    '김민수',
    '宮田',
  ],
];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const raw = (text = ''): Bytes => new Uint8Array(Buffer.from(text, 'hex'));
const CREATED = Date.UTC(2026, 0, 1);
const ED25519 = { name: 'Ed25519' };
const RSA = {
  name: 'RSA-OAEP',
  hash: 'SHA-256',
  modulusLength: 3072,
  publicExponent: Uint8Array.of(1, 0, 1),
};

/** Someone whose private keys can be read. */
interface Sample {
  readonly name: string;
  readonly identity: { readonly public: Bytes; readonly private: CryptoKey };
  readonly modulus: Bytes;
  readonly kem: KemKey;
  readonly bundle: Bytes;
  readonly verified: VerifiedBundle;
  /** For the file. */
  readonly secrets: object;
}

async function makeSample(name: string): Promise<Sample> {
  const pair = (await crypto.subtle.generateKey(ED25519, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  const identity = {
    public: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
    private: pair.privateKey,
  };
  const rsa = await crypto.subtle.generateKey(RSA, true, ['encrypt', 'decrypt']);
  const jwk = await crypto.subtle.exportKey('jwk', rsa.privateKey);
  const modulus = fromBase64url(jwk.n ?? '');
  const kem = await generateKemKey();
  const keys = { identity: identity.public, modulus, kemKey: kem.public };
  const fields = { suite: SUITE, number: 7, created: CREATED, name, ...keys };
  const bundle = await signBundle(fields, identity.private);
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', rsa.privateKey));
  const secrets = { rsaPkcs8: hex(pkcs8), kemSeed: hex(kem.seed) };
  return { name, identity, modulus, kem, bundle, verified: await verifyBundle(bundle), secrets };
}

function bundleVector({ name, identity, modulus, kem, bundle, verified }: Sample) {
  const keys = { identity: hex(identity.public), modulus: hex(modulus), kemKey: hex(kem.public) };
  const fields = { suite: SUITE, number: 7, created: CREATED, name, ...keys };
  return { fields, wire: hex(bundle), digest: hex(verified.digest) };
}

async function chainVector(start: ChainPosition) {
  const places = [];
  let position = start;
  for (let n = 0; n < 6; n++) {
    const key = await messageKey(position);
    places.push({ n, chainKey: hex(position.chainKey), messageKey: hex(key) });
    position = await nextPosition(position);
  }
  return places;
}

const idOf = (n: number): string => toBase64url(new Uint8Array(16).fill(n));
const AUTHOR = toBase64url(new Uint8Array(32).fill(7));

/** Bodies of every type that has fields, and one without a place in the stream and fields. */
async function bodies(): Promise<RecordBody[]> {
  const to = {
    author: AUTHOR,
    id: idOf(1),
    wording: await wordingHash(fromBase64url(AUTHOR), idOf(1), 'hello'),
  };
  return [
    { type: 'text', id: idOf(1), text: 'hello' },
    { type: 'accept' },
    { type: 'text', id: idOf(2), text: 'Grüße 🗺️', reply: to },
    { type: 'text', id: idOf(3), text: 'شكراً جزيلاً!' },
    { type: 'reaction', to, emoji: '👍🏽' },
    { type: 'edit', id: idOf(1), text: 'hello!' },
    { type: 'delete', id: idOf(3), instead: to.wording },
    { type: 'timer', seconds: 3_600 },
    {
      type: 'text',
      id: idOf(5),
      text: 'not for long',
      seen: { stream: idOf(9), seq: 3 },
      expires: 3_600,
      receipt: { stream: idOf(9), delivered: 3, hash: AUTHOR, read: 1, held: [[5, 9]] },
    },
    {
      type: 'file',
      id: idOf(6),
      name: 'Grüße.png',
      media: 'image/png',
      size: 70_000,
      picture: { width: 640, height: 480, image: 'AAECAwQF' },
      hash: AUTHOR,
      text: 'a caption',
      album: idOf(7),
      reply: to,
    },
    { type: 'file-request', id: idOf(6), have: 1, want: [[1, 1]] },
    { type: 'file-cancel', id: idOf(6), reason: 'refused' },
    { type: 'typing' },
    {
      type: 'receipt',
      stream: idOf(9),
      delivered: 3,
      hash: AUTHOR,
      read: 2,
      held: [
        [5, 5],
        [7, 9],
      ],
    },
    { type: 'decryption-failure', chain: AUTHOR, reason: 'no-offer' },
    { type: 'fork', reason: 'differs', stream: idOf(9), seq: 4 },
    { type: 'text', id: idOf(4), text: 'x'.repeat(3000) },
  ];
}

async function recordVectors(): Promise<{ readonly record: ChatRecord; readonly bytes: Bytes }[]> {
  const stream = randomBytes(16);
  const made: { record: ChatRecord; bytes: Bytes }[] = [];
  let prev = new Uint8Array(32);
  let seq = 0;
  for (const [index, body] of (await bodies()).entries()) {
    const place = isOrdered(body) ? { seq: ++seq, prev } : { seq: 0, prev: new Uint8Array(32) };
    const record = { stream, ...place, clock: seq + 9, sent: CREATED + index, body };
    const bytes = encodeRecord(record);
    made.push({ record, bytes });
    if (isOrdered(body)) prev = await sha256(bytes);
  }
  return made;
}

async function messageVectors(start: ChainPosition, offer: Parameters<typeof sealMessage>[2]) {
  const vectors = [];
  let position = start;
  for (const { record, bytes } of await recordVectors()) {
    const { chainId, n } = position;
    const key = await messageKey(position);
    const { envelope } = await sealMessage({ chainId, n, key }, bytes, n < 4 ? offer : undefined);
    const { stream, seq, clock, sent, prev, body } = record;
    vectors.push({
      n,
      messageKey: hex(key),
      record: { stream: hex(stream), seq, clock, sent, prev: hex(prev), body },
      recordBytes: hex(bytes),
      plaintext: hex(pad(bytes)),
      envelope: hex(envelope),
    });
    position = await nextPosition(position);
  }
  return vectors;
}

/** Hashes of wordings, as replies and reactions name them. */
async function wordingVectors({ identity }: Sample) {
  const vector = async (n: number, text: string) => ({
    author: hex(identity.public),
    id: hex(new Uint8Array(16).fill(n)),
    text,
    hash: hex(fromBase64url(await wordingHash(identity.public, idOf(n), text))),
  });
  return [await vector(1, 'hello'), await vector(1, 'Grüße 🗺️'), await vector(2, 'hello')];
}

/** A contact token and an invite token of one person for another. */
async function tokenVectors(one: Sample, other: Sample) {
  const parties = { owner: one.identity.public, holder: other.identity.public };
  const claims: TokenClaim[] = [
    { scope: 'contact', serial: randomBytes(8), expires: CREATED },
    { scope: 'invite', serial: randomBytes(8), expires: 0 },
  ];
  return Promise.all(
    claims.map(async (claim) => ({
      owner: hex(parties.owner),
      holder: hex(parties.holder),
      scope: claim.scope,
      serial: hex(claim.serial),
      expires: claim.expires,
      wire: hex(await signToken(parties, claim, one.identity.private)),
    })),
  );
}

/** Safety numbers, codes and invites, and inputs that a reader must reject. */
async function trustVectors(one: Sample, other: Sample, token: Bytes) {
  const [own, peer] = [one.identity.public, other.identity.public];
  const code = formatSafetyCode({ own, peer });
  const invite = formatInvite({ name: other.name, identity: peer });
  return {
    safetyNumber: { digits: await safetyNumber(own, peer) },
    safetyCode: {
      text: code,
      mismatches: [
        formatSafetyCode({ own: peer, peer: own }),
        formatSafetyCode({ own, peer: own }),
      ],
      unreadable: [code.slice(0, -1), code.replace('v1', 'v2'), `${code}AAAA`],
    },
    invite: {
      fragment: invite,
      withToken: formatInvite({ name: one.name, identity: own, token }),
      refused: [invite.slice(0, -1), invite.slice(1), invite.replace('Bob', '%3Cb%3E')],
    },
  };
}

function withoutExpiry(token: Bytes): Bytes {
  return new Uint8Array(token).fill(0, 10, 18);
}

/** The same value with one bit flipped in each part, which must be rejected. */
function refusals(vectors: {
  bundle: Bytes;
  offer: Bytes;
  noNumber: Bytes;
  envelope: Bytes;
  token: Bytes;
}) {
  const flipped = (bytes: Bytes, at: number): string => {
    const copy = new Uint8Array(bytes);
    copy.set([(copy.at(at) as number) ^ 1], at < 0 ? copy.length + at : at);
    return hex(copy);
  };
  const smallOrder = new Uint8Array(32);
  smallOrder[0] = 1;
  return {
    bundle: [
      { why: 'signature', code: 'bundle-signature', wire: flipped(vectors.bundle, -1) },
      {
        why: 'a byte of the modulus',
        code: 'bundle-signature',
        wire: flipped(vectors.bundle, 200),
      },
      { why: 'truncated', code: 'bundle-malformed', wire: hex(vectors.bundle.subarray(0, -1)) },
    ],
    identityKey: [{ why: 'small order', key: hex(smallOrder) }],
    offer: [
      { why: 'signature', wire: flipped(vectors.offer, -1) },
      { why: 'receiver', wire: flipped(vectors.offer, 45) },
      { why: 'RSA ciphertext', wire: flipped(vectors.offer, 300) },
      { why: 'reply key', wire: flipped(vectors.offer, 2000) },
      { why: 'bundle number 0', wire: hex(vectors.noNumber) },
    ],
    envelope: [
      { why: 'tag', wire: flipped(vectors.envelope, -1) },
      { why: 'place', wire: flipped(vectors.envelope, 57) },
      { why: 'nonce', wire: flipped(vectors.envelope, 60) },
      { why: 'envelope id', wire: flipped(vectors.envelope, 5) },
    ],
    token: [
      { why: 'version', wire: flipped(vectors.token, 0) },
      { why: 'serial', wire: flipped(vectors.token, 5) },
      { why: 'expiry', wire: flipped(vectors.token, 17) },
      { why: 'signature', wire: flipped(vectors.token, -1) },
      { why: 'a contact token without an expiry', wire: hex(withoutExpiry(vectors.token)) },
      { why: 'truncated', wire: hex(vectors.token.subarray(0, -1)) },
    ],
  };
}

async function main(): Promise<void> {
  const [alice, bob] = await Promise.all([makeSample('alice'), makeSample('Bob Ünal')]);
  const reply = await generateKemKey();
  const sender = { identity: alice.identity, bundleNumber: 7 };
  const begun = await makeOffer(sender, { to: bob.verified, replyKey: reply.public });
  const { offer, start } = begun;
  const unnumbered = await makeOffer(
    { ...sender, bundleNumber: 0 },
    { to: bob.verified, replyKey: reply.public },
  );
  const messages = await messageVectors(start, offer);
  const tokens = await tokenVectors(alice, bob);
  const file = {
    about:
      'docs/protocol.md, suite 1. Bytes are hexadecimal. The private keys are for this file only.',
    transcripts: [
      {
        label: 'sign-out',
        fields: ['chat.example', hex(Uint8Array.from({ length: 32 }, (_, n) => n)), 'Zoë'],
        kinds: ['text', 'bytes', 'text'],
        bytes: hex(
          transcript(
            'sign-out',
            'chat.example',
            Uint8Array.from({ length: 32 }, (_, n) => n),
            'Zoë',
          ),
        ),
      },
      {
        label: 'chain-key',
        fields: ['00ff', 2 ** 40],
        kinds: ['bytes', 'number'],
        bytes: hex(transcript('chain-key', Uint8Array.of(0, 255), 2 ** 40)),
      },
    ],
    bundles: [bundleVector(alice), bundleVector(bob)],
    receiver: { ...bob.secrets, bundleDigest: hex(bob.verified.digest) },
    offer: {
      wire: hex(encodeOffer(offer)),
      chainId: hex(await sha256(offerTranscript(offer))),
      chain: await chainVector(start),
    },
    padding: [0, 5, 508, 509, 600, 1020, 1021, 9000, 65_000].map((length) => ({
      length,
      padded: pad(new Uint8Array(length)).length,
    })),
    messages,
    wordings: await wordingVectors(alice),
    names: NAMES.map((name) => ({ name, folded: foldName(name), look: lookOf(name) })),
    trust: await trustVectors(alice, bob, raw(tokens[1]?.wire)),
    tokens,
    refusals: refusals({
      bundle: bob.bundle,
      offer: encodeOffer(offer),
      noNumber: encodeOffer(unnumbered.offer),
      envelope: raw(messages.at(-1)?.envelope),
      token: raw(tokens[0]?.wire),
    }),
  };
  const path = new URL('./suite-1.json', import.meta.url);
  await writeFile(path, `${JSON.stringify(file, undefined, 2)}\n`);
}

await main();

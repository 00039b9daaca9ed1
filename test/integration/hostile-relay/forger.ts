import { SendingChain } from '../../../src/client/outbound/sending-chain.ts';
import type { ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import { signBundle } from '../../../src/crypto/bundle.ts';
import { makeOffer } from '../../../src/crypto/offer.ts';
import { randomBytes } from '../../../src/crypto/random.ts';
import { makeParty, type Party } from '../../../src/crypto/testing/party.ts';
import { verifyBundle } from '../../../src/crypto/verify.ts';
import { decodeBundle, encodeBundle, type KeyBundle } from '../../../src/protocol/bundle.ts';
import { type Bytes, equal, toBase64url } from '../../../src/protocol/bytes.ts';
import { decodeEnvelope, type Envelope, encodeEnvelope } from '../../../src/protocol/envelope.ts';
import { type ChatRecord, encodeRecord, type RecordBody } from '../../../src/protocol/record.ts';
import { transcript } from '../../../src/protocol/transcript.ts';

/** The attacker's own keys, and what she can forge with them or with captured data. */

/** A bundle with changed fields and the original signature. @throws TypeError nothing differs */
export function patchBundle(bytes: Bytes, fields: Partial<KeyBundle>): Bytes {
  const bundle = { ...decodeBundle(bytes), ...fields };
  const { suite, number, created, name, identity, modulus, kemKey } = bundle;
  const signed = transcript('bundle', suite, number, created, name, identity, modulus, kemKey);
  const patched = encodeBundle({ ...bundle, signed });
  if (equal(patched, bytes)) throw new TypeError('the patched bundle is the original');
  return patched;
}

/** A bundle with changed fields that its owner has signed: a wrong clock, a cloned profile. */
export async function resignBundle(
  owner: ChatDriver,
  bytes: Bytes,
  fields: Partial<KeyBundle>,
): Promise<Bytes> {
  const key = await owner.storage.readKey('identity');
  if (key === undefined) throw new TypeError(`${owner.name} has no identity key`);
  return signBundle({ ...decodeBundle(bytes), ...fields }, key);
}

/** An envelope with changed fields. */
export const patchEnvelope = (bytes: Bytes, fields: Partial<Envelope>): Bytes =>
  encodeEnvelope({ ...decodeEnvelope(bytes), ...fields });

/** A well-formed envelope without content. */
export const noise = (fields: Partial<Envelope> = {}): Bytes =>
  encodeEnvelope({
    id: randomBytes(16),
    chainId: randomBytes(32),
    n: 0,
    nonce: randomBytes(12),
    ciphertext: randomBytes(528),
    ...fields,
  });

/** A dishonest person with valid keys. */
export class Forger {
  readonly party: Party;
  readonly stream = randomBytes(16);

  private constructor(party: Party) {
    this.party = party;
  }

  /** @param same whose sealing keys to reuse, because generating them takes time */
  static async create(name = 'mallory', same?: Forger): Promise<Forger> {
    const { identity, ...keys } = same?.party ?? (await makeParty());
    const fresh = await crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']);
    if (!('publicKey' in fresh)) throw new TypeError('no key pair');
    const raw = await crypto.subtle.exportKey('raw', fresh.publicKey);
    const own = { public: new Uint8Array(raw), private: fresh.privateKey };
    const party: Party = { ...keys, identity: same === undefined ? identity : own };
    return new Forger(await makeParty({ name, created: Date.now() }, party));
  }

  get id(): string {
    return toBase64url(this.party.identity.public);
  }

  /** A chain to the person who signed a bundle. */
  async chainTo(bundle: Bytes): Promise<SendingChain> {
    const { identity, kem } = this.party;
    const keys = { to: await verifyBundle(bundle), replyKey: kem.public };
    const begun = await makeOffer({ identity, bundleNumber: 1 }, keys);
    return new SendingChain(begun, { bundleNumber: 1, replyKey: '', begunAt: Date.now() });
  }

  /** An envelope of a chain. */
  async seal(
    chain: SendingChain,
    body: RecordBody,
    parts: Partial<ChatRecord> = {},
  ): Promise<Bytes> {
    const { stream } = this;
    const first = { stream, seq: 1, clock: 1, sent: Date.now(), prev: new Uint8Array(32) };
    return await chain.seal(encodeRecord({ ...first, body, ...parts }));
  }
}

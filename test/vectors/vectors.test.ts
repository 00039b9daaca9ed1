import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { findPython, PYTHON_VARIABLE } from '../../scripts/toolchain/python.ts';
import { messageKey, nextPosition } from '../../src/crypto/chain.ts';
import { isSoundPoint } from '../../src/crypto/ed25519-point.ts';
import { openMessage } from '../../src/crypto/message.ts';
import { openOffer, verifyOffer } from '../../src/crypto/offer.ts';
import { paddedLength } from '../../src/crypto/padding.ts';
import { safetyNumber } from '../../src/crypto/safety-number.ts';
import { verifyBundle, verifyToken } from '../../src/crypto/verify.ts';
import { wordingHash } from '../../src/crypto/wording.ts';
import { ByteReader, type Bytes, toBase64url } from '../../src/protocol/bytes.ts';
import { decodeEnvelope } from '../../src/protocol/envelope.ts';
import { formatInvite, parseInvite } from '../../src/protocol/invite.ts';
import { readLooks } from '../../src/protocol/look-alike.ts';
import { foldName } from '../../src/protocol/name.ts';
import { readOffer, type SignedOffer } from '../../src/protocol/offer.ts';
import { decodeRecord, encodeRecord } from '../../src/protocol/record.ts';
import { checkSafetyCode, formatSafetyCode } from '../../src/protocol/safety-code.ts';
import { CONFUSABLES } from '../../src/protocol/unicode/confusables.ts';
import { VECTORS, type Vectors } from './vectors.ts';

const FILE = fileURLToPath(new URL('./suite-1.json', import.meta.url));
const CHECKER = fileURLToPath(new URL('./check.py', import.meta.url));

const raw = (hex: string): Bytes => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

let vectors: Vectors;
let offer: SignedOffer;
let receiver: { readonly rsa: CryptoKey; readonly kemSeed: Bytes };

beforeAll(async () => {
  vectors = v.parse(VECTORS, JSON.parse(await readFile(FILE, 'utf8')));
  offer = readOffer(new ByteReader(raw(vectors.offer.wire)));
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' };
  const pkcs8 = raw(vectors.receiver.rsaPkcs8);
  const rsa = await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['decrypt']);
  receiver = { rsa, kemSeed: raw(vectors.receiver.kemSeed) };
});

describe('the published vectors', () => {
  it('are read by this implementation: bundles', async () => {
    for (const { fields, wire, digest } of vectors.bundles) {
      const verified = await verifyBundle(raw(wire));
      expect(verified.bundle).toMatchObject({ number: fields.number, name: fields.name });
      expect(hex(verified.bundle.kemKey)).toBe(fields.kemKey);
      expect(hex(verified.digest)).toBe(digest);
    }
  });

  it('are read by this implementation: offer and chain', async () => {
    const chainId = await verifyOffer(offer, offer.from, offer.to);
    expect(hex(chainId)).toBe(vectors.offer.chainId);
    let position = await openOffer(offer, chainId, receiver);
    for (const place of vectors.offer.chain) {
      const key = await messageKey(position);
      const found = { n: position.n, chainKey: hex(position.chainKey), messageKey: hex(key) };
      expect(found).toEqual(place);
      position = await nextPosition(position);
    }
  });

  it('are read by this implementation: messages and records', async () => {
    for (const message of vectors.messages) {
      const envelope = decodeEnvelope(raw(message.envelope));
      const opened = await openMessage(raw(message.messageKey), envelope);
      expect(hex(opened)).toBe(message.recordBytes);
      const record = decodeRecord(opened);
      expect(record).toMatchObject({ seq: message.record.seq, body: message.record.body });
      expect(hex(encodeRecord(record))).toBe(message.recordBytes);
    }
    for (const { length, padded } of vectors.padding) expect(paddedLength(length)).toBe(padded);
  });

  it('are read by this implementation: wordings', async () => {
    expect(vectors.wordings.length).toBeGreaterThan(0);
    for (const { author, id, text, hash } of vectors.wordings) {
      const found = await wordingHash(raw(author), toBase64url(raw(id)), text);
      expect(found).toBe(toBase64url(raw(hash)));
    }
  });

  it('are read by this implementation: names', () => {
    const lookOf = readLooks(CONFUSABLES);
    expect(vectors.names.length).toBeGreaterThan(10);
    for (const { name, folded, look } of vectors.names) {
      expect([foldName(name), lookOf(name)]).toEqual([folded, look]);
    }
  });

  it('are read by this implementation: safety numbers, codes and invites', async () => {
    const { safetyNumber: number, safetyCode, invite } = vectors.trust;
    const [one, other] = vectors.bundles.map(({ fields }) => fields);
    if (one === undefined || other === undefined) throw new TypeError('two people are needed');
    const [own, peer] = [raw(one.identity), raw(other.identity)];
    expect(await safetyNumber(own, peer)).toBe(number.digits);
    expect(formatSafetyCode({ own, peer })).toBe(safetyCode.text);
    const scanned = { own: peer, peer: own };
    expect(checkSafetyCode(safetyCode.text, scanned)).toBe('match');
    for (const text of safetyCode.mismatches) {
      expect(checkSafetyCode(text, scanned)).toBe('mismatch');
    }
    for (const text of safetyCode.unreadable) {
      expect(checkSafetyCode(text, scanned)).toBe('unreadable');
    }
    expect(formatInvite({ name: other.name, identity: peer })).toBe(invite.fragment);
    expect(parseInvite(invite.fragment)).toEqual({ name: other.name, identity: peer });
    const token = raw(vectors.tokens[1]?.wire ?? '');
    const complete = { name: one.name, identity: own, token };
    expect(formatInvite(complete)).toBe(invite.withToken);
    expect(parseInvite(invite.withToken)).toEqual(complete);
    for (const text of invite.refused) expect(() => parseInvite(text)).toThrow('invite-malformed');
  });

  it('are read by this implementation: tokens', async () => {
    expect(vectors.tokens.map(({ scope }) => scope)).toEqual(['contact', 'invite']);
    for (const { owner, holder, scope, serial, expires, wire } of vectors.tokens) {
      const claim = await verifyToken(raw(wire), { owner: raw(owner), holder: raw(holder) });
      expect(claim).toEqual({ scope, serial: raw(serial), expires });
      const swapped = verifyToken(raw(wire), { owner: raw(holder), holder: raw(owner) });
      await expect(swapped).rejects.toThrow('token-invalid');
    }
  });

  it('are rejected by this implementation where they must be', async () => {
    const { refusals, messages, tokens } = vectors;
    const [{ owner, holder } = { owner: '', holder: '' }] = tokens;
    for (const { wire } of refusals.token) {
      const verified = verifyToken(raw(wire), { owner: raw(owner), holder: raw(holder) });
      await expect(verified).rejects.toThrow('token-invalid');
    }
    for (const { wire, code } of refusals.bundle) {
      await expect(verifyBundle(raw(wire))).rejects.toThrow(expect.objectContaining({ code }));
    }
    for (const { key } of refusals.identityKey) expect(isSoundPoint(raw(key))).toBe(false);
    for (const { wire } of refusals.offer) {
      const changed = readOffer(new ByteReader(raw(wire)));
      await expect(verifyOffer(changed, changed.from, changed.to)).rejects.toThrow('offer-invalid');
    }
    const key = raw(messages.at(-1)?.messageKey ?? '');
    for (const { wire } of refusals.envelope) {
      await expect(openMessage(key, decodeEnvelope(raw(wire)))).rejects.toThrow('open-failed');
    }
  });
});

const python = await findPython();
const withPython = python === undefined ? it.skip : it;

/** Runs the checker, which shares no code with us. */
function check(file: string): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(python ?? PYTHON_VARIABLE, [CHECKER, file], {
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe('an implementation that was written from docs/protocol.md alone', () => {
  withPython('reads the published vectors, and rejects what must be rejected', () => {
    const { status, output } = check(FILE);
    process.stdout.write(output.replace(/^(?!\d+ checks).*\n/gm, ''));
    expect(output).toMatch(/^\d\d+ checks passed$/m);
    expect(status).toBe(0);
  });

  withPython('notices a vector that is wrong', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'live-chat-vectors-'));
    const file = join(folder, 'wrong.json');
    const { messageKey: key } = vectors.offer.chain[3] as { messageKey: string };
    const text = (await readFile(FILE, 'utf8')).replaceAll(key, key.replace(/^../, '00'));
    await writeFile(file, text);
    expect(check(file).status).toBe(1);
    await rm(folder, { recursive: true });
  });
});

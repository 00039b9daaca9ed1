import { randomBytes } from 'node:crypto';
import { bundleTranscript, encodeBundle, RSA_MODULUS_BYTES, SUITE } from '../../protocol/bundle.ts';
import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import { encodeEnvelope } from '../../protocol/envelope.ts';
import type { Reply, Request } from '../../protocol/events.ts';
import { KEM_KEY_BYTES } from '../../protocol/kem-key.ts';
import { type ProofPurpose, proofTranscript } from '../../protocol/proof.ts';
import { encodeToken, type TokenClaim, tokenTranscript } from '../../protocol/token.ts';
import { ask, get, type TestSocket } from './client.ts';
import { Clock } from './clock.ts';

const ED25519 = { name: 'Ed25519' };

const random = (length: number): Bytes => new Uint8Array(randomBytes(length));

/** Looks like an RSA modulus; nobody has its private key, and the relay does not need one. */
function modulus(): Bytes {
  const bytes = random(RSA_MODULUS_BYTES);
  bytes[0] = (bytes[0] ?? 0) | 0x80;
  bytes[RSA_MODULUS_BYTES - 1] = (bytes[RSA_MODULUS_BYTES - 1] ?? 0) | 1;
  return bytes;
}

/** A well-formed envelope; only its receiver could detect that it is empty. */
export function envelope(size = 512 + 16, id = random(16)): Bytes {
  const ciphertext = random(size);
  return encodeEnvelope({ id, chainId: random(32), n: 0, nonce: random(12), ciphertext });
}

/** The people of a test by their identity key in base64url, and by the connection that they use. */
const known = new Map<string, TestPerson>();
const connected = new WeakMap<TestSocket, TestPerson>();

const DAY_MS = 86_400_000;

/**
 * A `message:send` request of a contact: with a token of its receiver for the person who has signed in
 * over this connection. Without a token if the receiver is nobody of this test.
 * @param now the relay's clock, ms; unless given, that of a test relay
 */
export async function asContact(
  socket: TestSocket,
  request: { readonly to: Bytes; readonly envelope: Bytes },
  now = new Clock().time,
): Promise<Request<'message:send'>> {
  const [owner, holder] = [known.get(toBase64url(request.to)), connected.get(socket)];
  if (owner === undefined || holder === undefined) return request;
  return { ...request, token: await owner.contactToken(holder, now) };
}

/** The parts of a proof; a test may forge each. */
export interface SignInParts {
  readonly host: string;
  readonly nonce: Bytes;
  readonly bundle: Bytes;
  readonly name: string;
}

/** A person with a real identity key, who can also lie. */
export class TestPerson {
  readonly name: string;
  readonly identity: Bytes;
  readonly #key: CryptoKey;
  readonly #contacts = new Map<string, Promise<Bytes>>();

  private constructor(name: string, identity: Bytes, key: CryptoKey) {
    this.name = name;
    this.identity = identity;
    this.#key = key;
  }

  static async create(name: string): Promise<TestPerson> {
    const pair = await crypto.subtle.generateKey(ED25519, true, ['sign', 'verify']);
    if (!('publicKey' in pair)) throw new TypeError('not a key pair');
    const identity = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    const person = new TestPerson(name, identity, pair.privateKey);
    known.set(person.id, person);
    return person;
  }

  get id(): string {
    return toBase64url(this.identity);
  }

  /** A new bundle, encoded for the wire. */
  async bundle(number = 1, name = this.name): Promise<Bytes> {
    const { identity } = this;
    const created = Date.now();
    const keys = { modulus: modulus(), kemKey: new Uint8Array(KEM_KEY_BYTES) };
    const bundle = { suite: SUITE, number, created, name, identity, ...keys };
    const signed = bundleTranscript(bundle);
    return encodeBundle({ ...bundle, signed, signature: await this.#sign(signed) });
  }

  /** Tries to sign in and returns the reply. A given part replaces the honest one. */
  async trySignIn(
    socket: TestSocket,
    parts: Partial<SignInParts> = {},
  ): Promise<Reply<'session:sign-in'>> {
    connected.set(socket, this);
    return ask(socket, 'session:sign-in', await this.signInRequest(socket, parts));
  }

  /** The request of a sign-in; its nonce is requested unless it is given. */
  async signInRequest(
    socket: TestSocket,
    parts: Partial<SignInParts> = {},
  ): Promise<Request<'session:sign-in'>> {
    const host = parts.host ?? 'chat.example';
    const bundle = parts.bundle ?? (await this.bundle());
    const nonce = parts.nonce ?? (await get(socket, 'session:challenge', {})).nonce;
    const name = parts.name ?? this.name;
    return { host, bundle, signature: await this.prove('sign-in', { host, nonce, bundle, name }) };
  }

  /** Signs in. */
  async signIn(socket: TestSocket, parts: Partial<SignInParts> = {}): Promise<void> {
    const reply = await this.trySignIn(socket, parts);
    if (!reply.ok) throw new Error(`sign-in: ${JSON.stringify(reply.error)}`);
  }

  /** The signature of a proof. */
  async prove(purpose: ProofPurpose, { host, nonce, bundle, name }: SignInParts): Promise<Bytes> {
    const signed = bundle.subarray(0, bundle.length - 64);
    const bundleDigest = new Uint8Array(await crypto.subtle.digest('SHA-256', signed));
    const { identity } = this;
    return this.#sign(proofTranscript(purpose, { host, nonce, name, identity, bundleDigest }));
  }

  /** A contact token of this person for a holder, which has expired unless told. */
  async token(holder: TestPerson, { expires = 1 }: { expires?: number } = {}): Promise<Bytes> {
    return this.#token(holder.identity, { scope: 'contact', serial: random(8), expires });
  }

  /** The contact token of this person for a holder that is valid at a time, ms: always the same. */
  contactToken(holder: TestPerson, now: number): Promise<Bytes> {
    const key = `${holder.id} ${Math.floor(now / DAY_MS)}`;
    const known = this.#contacts.get(key) ?? this.token(holder, { expires: now + 2 * DAY_MS });
    this.#contacts.set(key, known);
    return known;
  }

  /** An invite token of this person. */
  async inviteToken(serial = random(8)): Promise<Bytes> {
    return this.#token(this.identity, { scope: 'invite', serial, expires: 0 });
  }

  async #token(holder: Bytes, claim: TokenClaim): Promise<Bytes> {
    const signed = tokenTranscript({ owner: this.identity, holder }, claim);
    return encodeToken({ ...claim, signature: await this.#sign(signed) });
  }

  async #sign(bytes: Bytes): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.sign(ED25519, this.#key, bytes));
  }
}

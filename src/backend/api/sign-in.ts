import { verifyBundle, verifyProof } from '../../crypto/verify.ts';
import type { SignedKeyBundle } from '../../protocol/bundle.ts';
import { type Bytes, toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { ReplyData, Request } from '../../protocol/events.ts';
import { NONCE_LIFE_MS } from '../../protocol/limits.ts';
import { foldName } from '../../protocol/name.ts';
import { PROOF_NONCE_BYTES } from '../../protocol/proof.ts';
import type { AddressBook } from '../limits/connection-limiter.ts';
import type { Connection, SignedIn } from '../sessions/connection.ts';
import type { RelayParts } from '../sessions/relay-parts.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';
import type { Handlers } from './handlers.ts';
import { suggestName } from './name-suggestion.ts';

type SessionEvent = 'session:challenge' | 'session:sign-in' | 'session:sign-out';
type SignInRequest = Request<'session:sign-in'>;

/** Who signs in is told what is wrong with the name, and not only that the bundle is. */
function tellAboutName(error: unknown): never {
  throw error instanceof ChatError && error.cause instanceof ChatError ? error.cause : error;
}

/** Who comes in, under which name, and who leaves for good: each by a fresh signature. */
export class Sessions {
  readonly #parts: RelayParts;
  readonly #addresses: AddressBook;
  readonly #registry: SessionRegistry;

  constructor(parts: RelayParts, addresses: AddressBook, registry: SessionRegistry) {
    this.#parts = parts;
    this.#addresses = addresses;
    this.#registry = registry;
  }

  handlers(): Pick<Handlers, SessionEvent> {
    return {
      'session:challenge': async (connection) => this.#challenge(connection),
      'session:sign-in': async (connection, request) => {
        await this.#addresses.signIn(connection.address);
        const { name } = await connection.signIn(() => this.#signIn(connection, request));
        return { name };
      },
      'session:sign-out': async (connection, request) => {
        await this.#signOut(connection, request);
        return {};
      },
    };
  }

  #challenge(connection: Connection): ReplyData<'session:challenge'> {
    const nonce = crypto.getRandomValues(new Uint8Array(PROOF_NONCE_BYTES));
    const time = this.#parts.now();
    connection.challenge(nonce, time + NONCE_LIFE_MS);
    return { nonce, time };
  }

  async #signIn(connection: Connection, request: SignInRequest): Promise<SignedIn> {
    this.#checkHost(request.host);
    const nonce = connection.takeNonce(this.#parts.now());
    const { bundle, digest } = await verifyBundle(request.bundle).catch(tellAboutName);
    const { name, identity } = bundle;
    const proof = { host: request.host, nonce, name, identity, bundleDigest: digest };
    await verifyProof('sign-in', proof, request.signature);
    const person = { id: toBase64url(identity), identity, name, bundleDigest: digest };
    await this.#register(person, bundle, request.bundle);
    await this.#registry.connect(connection, person);
    return person;
  }

  async #signOut(connection: Connection, request: Request<'session:sign-out'>): Promise<void> {
    this.#checkHost(request.host);
    const { person } = connection;
    const nonce = connection.takeNonce(this.#parts.now());
    await verifyProof('sign-out', { ...person, host: request.host, nonce }, request.signature);
    connection.signOut();
    await this.#registry.forget(connection, person);
  }

  /** Compared with what the relay was told, never with a header: a proof is worth nothing elsewhere. */
  #checkHost(host: string): void {
    const { publicHosts } = this.#parts.config;
    if (publicHosts.length === 0) throw new ChatError('host-not-configured');
    if (!publicHosts.includes(host.toLowerCase())) throw new ChatError('host-mismatch');
  }

  /** The name first, then the bundle; a bundle that is refused leaves no new name behind. */
  async #register(person: SignedIn, bundle: SignedKeyBundle, bytes: Bytes): Promise<void> {
    const { names, people } = this.#parts.store;
    const { id, name, bundleDigest: digest } = person;
    const folded = foldName(name);
    const claim = await names.claim(folded, id);
    if (claim === 'taken') {
      throw new ChatError('name-taken', { suggestion: await suggestName(name, names) });
    }
    try {
      const before = await people.publish(id, { name, number: bundle.number, digest, bytes });
      if (before !== undefined && foldName(before) !== folded) {
        await names.release(foldName(before), id);
      }
    } catch (error) {
      if (claim === 'new') await names.release(folded, id);
      throw error;
    }
  }
}

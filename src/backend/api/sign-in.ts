import { verifyBundle, verifyProof } from '../../crypto/verify.ts';
import type { SignedKeyBundle } from '../../protocol/bundle.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { ReplyData, Request } from '../../protocol/events.ts';
import { checkIdentifier } from '../../protocol/identifier.ts';
import { FILE_MAX_BYTES, NONCE_LIFE_MS } from '../../protocol/limits.ts';
import { PROOF_NONCE_BYTES } from '../../protocol/proof.ts';
import type { ConnectionLimiter } from '../limits/connection-limiter.ts';
import { type Connection, SignedIn } from '../sessions/connection.ts';
import { HeldNames } from '../sessions/held-names.ts';
import { personIdOf } from '../sessions/person-id.ts';
import type { RelayParts } from '../sessions/relay-parts.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';
import type { Handlers } from './handlers.ts';
import { suggestName } from './name-suggestion.ts';

type SessionEvent = 'session:challenge' | 'session:sign-in' | 'session:sign-out';
type SignInRequest = Request<'session:sign-in'>;

/** Reports what is wrong with the name of a bundle, and not only that the bundle is invalid. */
function nameErrorOf(error: unknown): never {
  throw error instanceof ChatError && error.cause instanceof ChatError ? error.cause : error;
}

/** Signing in under a name, and signing out for good: each needs a fresh signature. */
export class Sessions {
  readonly #parts: RelayParts;
  readonly #limiter: ConnectionLimiter;
  readonly #registry: SessionRegistry;

  constructor(parts: RelayParts, limiter: ConnectionLimiter, registry: SessionRegistry) {
    this.#parts = parts;
    this.#limiter = limiter;
    this.#registry = registry;
  }

  handlers(): Pick<Handlers, SessionEvent> {
    return {
      'session:challenge': async (connection) => this.#challenge(connection),
      'session:sign-in': async (connection, request) => {
        await this.#limiter.countSignIn(connection.address);
        const { name } = await connection.signIn(() => this.#signIn(connection, request));
        const { fileMaxBytes = FILE_MAX_BYTES } = this.#parts.config;
        connection.socket.emit('server:limits', { fileMaxBytes });
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
    const { bundle, digest } = await verifyBundle(request.bundle).catch(nameErrorOf);
    const { name, identity } = bundle;
    checkIdentifier(name);
    const proof = { host: request.host, nonce, name, identity, bundleDigest: digest };
    await verifyProof('sign-in', proof, request.signature);
    const person = new SignedIn(personIdOf(identity), name, digest);
    this.#limiter.checkPerson(person.id);
    await this.#register(person, bundle, request.bundle);
    await this.#registry.connect(connection, person);
    return person;
  }

  async #signOut(connection: Connection, request: Request<'session:sign-out'>): Promise<void> {
    this.#checkHost(request.host);
    const { person } = connection;
    const nonce = connection.takeNonce(this.#parts.now());
    const { name, identity, bundleDigest } = person;
    const proof = { host: request.host, nonce, name, identity, bundleDigest };
    await verifyProof('sign-out', proof, request.signature);
    connection.signOut();
    await this.#registry.forget(connection, person);
  }

  /** Compared with the relay's settings, never with a header, so that a proof is useless elsewhere. */
  #checkHost(host: string): void {
    const { publicHosts } = this.#parts.config;
    if (publicHosts.length === 0) throw new ChatError('host-not-configured');
    if (!publicHosts.includes(host.toLowerCase())) throw new ChatError('host-mismatch');
  }

  /** Claims the name first, then publishes the bundle. A rejected bundle leaves no new name behind. */
  async #register(person: SignedIn, bundle: SignedKeyBundle, bytes: Bytes): Promise<void> {
    const { people } = this.#parts.store;
    const names = new HeldNames(this.#parts.store.names);
    const { id, name, bundleDigest: digest } = person;
    const giveBack = await names.claim(name, id);
    if (giveBack === undefined) {
      throw new ChatError('name-taken', { suggestion: await suggestName(name, names) });
    }
    try {
      const before = await people.publish(id, { name, number: bundle.number, digest, bytes });
      if (before !== undefined) await names.release(before, id, name);
    } catch (error) {
      await giveBack();
      throw error;
    }
  }
}

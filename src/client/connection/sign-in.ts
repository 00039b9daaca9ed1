import { signProof } from '../../crypto/proof.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import { CLOCK_SKEW_WARNING_MS } from '../../protocol/limits.ts';
import type { Profile } from '../keys/profile.ts';
import type { Clock } from '../scheduling/clock.ts';
import type { RelaySocket } from './relay-socket.ts';

type Asks = Pick<RelaySocket, 'ask'>;

/** Signs in and out: proves the identity by a signature over the relay's nonce. */
export class SignIn {
  readonly #host: string;
  readonly #clock: Clock;
  /** The client's clock minus the relay's at the last sign-in, ms. */
  clockSkew = 0;

  /** @param address origin of the chat, `https://host[:port]`; proofs name its host */
  constructor(address: string, clock: Clock) {
    this.#host = new URL(address).host;
    this.#clock = clock;
  }

  /** The same, as far as the user should know it: 0 unless it is worth a warning. */
  get notableSkew(): number {
    return Math.abs(this.clockSkew) < CLOCK_SKEW_WARNING_MS ? 0 : this.clockSkew;
  }

  /** Signs in over a new connection. @throws ChatError */
  async enter(relay: Asks, profile: Profile): Promise<void> {
    const { nonce, time } = await relay.ask('session:challenge', {});
    this.clockSkew = this.#clock.now() - time;
    const { bytes: bundle } = profile.bundle;
    const signature = await this.#prove('sign-in', profile, nonce);
    await relay.ask('session:sign-in', { host: this.#host, bundle, signature });
  }

  /** Signs out, which releases the name. @throws ChatError */
  async leave(relay: Asks, profile: Profile): Promise<void> {
    const { nonce } = await relay.ask('session:challenge', {});
    const signature = await this.#prove('sign-out', profile, nonce);
    await relay.ask('session:sign-out', { host: this.#host, signature });
  }

  #prove(purpose: 'sign-in' | 'sign-out', profile: Profile, nonce: Bytes): Promise<Bytes> {
    const { name, identity, bundle } = profile;
    const proof = { name, identity: identity.public, bundleDigest: bundle.digest };
    return signProof(purpose, { host: this.#host, nonce, ...proof }, identity.private);
  }
}

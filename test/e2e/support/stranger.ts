import { get } from '../../../src/backend/testing/client.ts';
import { toBase64url } from '../../../src/protocol/bytes.ts';
import { RawPeer } from '../../integration/admission/raw-peer.ts';

/**
 * Somebody without a browser, for whom a test needs no screen: to everybody else a person like others, with a
 * small part of the CPU time.
 */
export class Stranger {
  readonly #peer: RawPeer;

  private constructor(peer: RawPeer) {
    this.#peer = peer;
  }

  /** Signs in. */
  static async enter(name: string, address: string): Promise<Stranger> {
    return new Stranger(await RawPeer.enter(name, address));
  }

  /** Sends a text to somebody who has not accepted yet. */
  async request(name: string, text: string): Promise<void> {
    const { identity } = await get(this.#peer.socket, 'directory:find', { name });
    await this.#peer.send(toBase64url(identity), { type: 'text', text, request: true });
  }

  /** How many envelopes have arrived. */
  get received(): number {
    return this.#peer.envelopes.length;
  }

  leave(): void {
    this.#peer.close();
  }
}

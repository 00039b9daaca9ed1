import { unpad } from '../../../src/crypto/padding.ts';
import { toBase64url } from '../../../src/protocol/bytes.ts';
import { decodeRecord } from '../../../src/protocol/record.ts';

/** Records the type of everything that the clients of this process seal, by its ciphertext. */
export class SealedTypes {
  readonly #types = new Map<string, string>();
  readonly #encrypt = crypto.subtle.encrypt;

  /** @param onSealed is called with the type of each record that is sealed */
  constructor(onSealed: (type: string) => void = () => {}) {
    const encrypt: SubtleCrypto['encrypt'] = async (algorithm, key, plaintext) => {
      const type = typeIn(plaintext);
      const sealed = await this.#encrypt.call(crypto.subtle, algorithm, key, plaintext);
      if (type !== undefined) {
        this.#types.set(toBase64url(new Uint8Array(sealed)), type);
        onSealed(type);
      }
      return sealed;
    };
    Object.defineProperty(crypto.subtle, 'encrypt', { value: encrypt, configurable: true });
  }

  of(ciphertext: Uint8Array): string {
    const type = this.#types.get(toBase64url(new Uint8Array(ciphertext)));
    if (type === undefined) throw new TypeError('nobody sealed this ciphertext');
    return type;
  }

  stop(): void {
    Reflect.deleteProperty(crypto.subtle, 'encrypt');
  }
}

function typeIn(plaintext: BufferSource): string | undefined {
  // The same function seals the rows of the storage. A record begins with its length, which is less than 2^24.
  if (!(plaintext instanceof Uint8Array) || plaintext[0] !== 0) return undefined;
  try {
    return decodeRecord(unpad(new Uint8Array(plaintext))).body.type;
  } catch {
    return undefined;
  }
}

import { safetyNumber } from '../../crypto/safety-number.ts';
import {
  type CodeResult,
  checkSafetyCode,
  formatSafetyCode,
  type KeyPair,
} from '../../protocol/safety-code.ts';

/** What two people compare to verify each other's identity keys. */
export class SafetyCheck {
  readonly #keys: KeyPair;

  constructor(keys: KeyPair) {
    this.#keys = keys;
  }

  /** 60 digits that are the same on both screens. */
  number(): Promise<string> {
    return safetyNumber(this.#keys.own, this.#keys.peer);
  }

  /** The text of a QR code for the peer's camera. */
  get code(): string {
    return formatSafetyCode(this.#keys);
  }

  /** Compares the text that was scanned from the peer's screen. */
  check(scanned: string): CodeResult {
    return checkSafetyCode(scanned, this.#keys);
  }
}

import type { SealingKeySource } from '../crypto/sealing-key.ts';
import type { Clock } from './scheduling/clock.ts';
import type { Storage } from './storage/storage.ts';

/** What a chat client needs from its host. */
export interface ChatOptions {
  readonly storage: Storage;
  /** Origin of the chat, `https://host[:port]`; sign-in proofs name its host. */
  readonly address: string;
  readonly clock?: Clock;
  /** The source of sealing keys; by default each is generated when it is needed. */
  readonly newSealingKey?: SealingKeySource;
}

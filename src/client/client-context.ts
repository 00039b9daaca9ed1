import type { Bytes } from '../protocol/bytes.ts';
import type { OfferLimits } from './inbound/offer-limits.ts';
import type { StrangerLimits } from './inbound/stranger-limits.ts';
import type { Profile } from './keys/profile.ts';
import type { Clock } from './scheduling/clock.ts';
import type { Settings } from './storage/settings.ts';
import type { ChatChange } from './views.ts';

/** The relay, as far as conversations use it. */
export interface Relay {
  /** Whether this client is signed in now. */
  readonly isOnline: boolean;
  /** How far this device's clock was ahead of the relay's at the last sign-in, ms. */
  readonly clockSkew: number;
  /** The largest file that its operator wants clients to send, bytes. */
  readonly fileMaxBytes: number;
  /**
   * Sends an envelope; resolves when the relay has stored it.
   * @param token the receiver's token for the user, if there is one
   * @throws ChatError
   */
  send(to: Bytes, envelope: Bytes, token: Bytes | undefined): Promise<void>;
  /** The newest key bundle that the relay has of a person. @throws ChatError */
  fetchBundle(identity: Bytes): Promise<Bytes>;
  /** Looks up the holder of a name; `Conversations.noteHolders` gets the answer. */
  findHolder(name: string): void;
}

/** Dependencies that all conversations of a client share. */
export interface ClientContext {
  readonly profile: Pick<Profile, 'identity' | 'bundle' | 'sealingKey'>;
  readonly clock: Clock;
  readonly relay: Relay;
  readonly settings: Pick<Settings, 'values'>;
  readonly offerLimits: Pick<OfferLimits, 'count'>;
  readonly strangers: Pick<StrangerLimits, 'admit'>;
  publish(change: ChatChange): void;
}

/** A peer, as far as records for them are composed. */
export interface Receiver {
  readonly client: ClientContext;
  /** The peer's identity key. */
  readonly identity: Bytes;
  /** ms since 1970. */
  readonly now: number;
  /** Whether own messages come second where both sides used one Lamport clock value. */
  readonly losesTieBreak: boolean;
}

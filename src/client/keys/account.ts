import { generateSealingKey, type SealingKeySource } from '../../crypto/sealing-key.ts';
import { toBase64url } from '../../protocol/bytes.ts';
import { ChatError } from '../../protocol/errors.ts';
import { SEALING_KEY_LIFE_MS, SEALING_KEY_SIGN_IN_LIFE_MS } from '../../protocol/limits.ts';
import type { Clock } from '../scheduling/clock.ts';
import type { Storage } from '../storage/storage.ts';
import type { ProfileView } from '../views.ts';
import { type FreshKeys, makeFreshKeys, Profile } from './profile.ts';

export interface AccountOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly newSealingKey?: SealingKeySource | undefined;
  /** A new person was created. */
  onCreated(profile: Profile): Promise<void>;
  /** The sealing key was replaced, and older ones may be gone. */
  onRotated(profile: Profile): Promise<void>;
}

/** The person who uses this device, and the maximum age of their sealing key. */
export class Account {
  readonly #options: AccountOptions;
  readonly #newSealingKey: SealingKeySource;
  #freshKeys: Promise<FreshKeys> | undefined;
  #profile: Profile | undefined;
  #cancelRotation: () => void = () => {};

  constructor(options: AccountOptions) {
    this.#options = options;
    this.#newSealingKey = options.newSealingKey ?? generateSealingKey;
  }

  /** Loads the profile of this device. @throws ChatError `storage-failed` */
  async load(): Promise<Profile | undefined> {
    this.#profile = await Profile.load(this.#options.storage);
    return this.#profile;
  }

  /** @throws ChatError `not-signed-in` when nobody has used this device */
  get profile(): Profile {
    if (this.#profile === undefined) throw new ChatError('not-signed-in');
    return this.#profile;
  }

  /** The person who has signed in on this device. */
  get view(): ProfileView | undefined {
    const profile = this.#profile;
    if (profile === undefined || !profile.entered) return undefined;
    return { peer: toBase64url(profile.identity.public), name: profile.name };
  }

  /** Generates keys ahead of the first sign-in, which then need not wait for them. */
  async makeKeys(): Promise<void> {
    if (this.#profile === undefined) await this.#takeFreshKeys();
  }

  /** A profile of this name with a fresh sealing key: a new one, or the existing one. */
  async prepare(name: string): Promise<void> {
    const { storage, clock, onCreated } = this.#options;
    const now = clock.now();
    const profile = this.#profile;
    if (profile === undefined) {
      const keys = await this.#takeFreshKeys();
      this.#freshKeys = undefined;
      this.#profile = await Profile.create(storage, keys, name, now);
      await onCreated(this.#profile);
    } else if (profile.name !== name || profile.age(now) > SEALING_KEY_SIGN_IN_LIFE_MS) {
      await this.#rotate(profile, name);
    }
  }

  /** Signs in with a sealing key that is recent and newer than any that the relay has seen. */
  async enter(signIn: (profile: Profile) => Promise<void>): Promise<void> {
    const { profile } = this;
    if (profile.age(this.#options.clock.now()) > SEALING_KEY_LIFE_MS) await this.#rotate(profile);
    try {
      await signIn(profile);
    } catch (error) {
      // The profile was restored or cloned, and has published a newer bundle elsewhere.
      if (!(error instanceof ChatError) || error.code !== 'bundle-rollback') throw error;
      await this.#rotate(profile);
      await signIn(profile);
    }
    await profile.enter();
  }

  /** Calls back when the sealing key is too old: a page that stays open for days signs in again. */
  scheduleRotation(onDue: () => void): void {
    this.#cancelRotation();
    if (this.#profile === undefined) return;
    const { clock } = this.#options;
    const left = SEALING_KEY_LIFE_MS - this.#profile.age(clock.now());
    this.#cancelRotation = clock.after(Math.max(0, left) + 1000, onDue);
  }

  /** Forgets the person who uses this device. */
  stop(): void {
    this.#cancelRotation();
    this.#profile = undefined;
  }

  #takeFreshKeys(): Promise<FreshKeys> {
    this.#freshKeys ??= makeFreshKeys(this.#newSealingKey);
    return this.#freshKeys;
  }

  /** Keys that open one day's messages open none of the next day. */
  async #rotate(profile: Profile, name = profile.name): Promise<void> {
    await profile.rotate(name, this.#options.clock.now(), this.#newSealingKey);
    await this.#options.onRotated(profile);
  }
}

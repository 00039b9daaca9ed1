import { fromBase64url } from '../../protocol/bytes.ts';
import type { Policy } from '../../protocol/events.ts';
import { formatInvite } from '../../protocol/invite.ts';
import { POLICY_MAX_REVOKED } from '../../protocol/limits.ts';
import type { Profile } from '../keys/profile.ts';
import type { Clock } from '../scheduling/clock.ts';
import type { PeerState } from '../storage/peer-state.ts';
import type { PrivacyView } from '../views.ts';

export interface PrivacyParts {
  /** Origin of the chat. */
  readonly address: string;
  readonly clock: Clock;
  readonly account: { readonly profile: Profile };
  /** What is stored about the people whom the user has blocked. */
  readonly blocked: () => readonly PeerState[];
  /** Called with each new policy, for the relay; the next sign-in sends it anyway. */
  readonly onChange: (policy: Policy) => void;
}

/** Who can reach the user: settings that are stored with the profile, and that the relay enforces. */
export class Privacy {
  readonly #parts: PrivacyParts;

  constructor(parts: PrivacyParts) {
    this.#parts = parts;
  }

  /** An invite link with the user's name, key and invite token. @throws ChatError `not-signed-in` */
  get inviteLink(): string {
    const { name, identity, invite: token } = this.#parts.account.profile;
    return `${this.#parts.address}/${formatInvite({ name, identity: identity.public, token })}`;
  }

  /** @throws ChatError `not-signed-in` */
  get view(): PrivacyView {
    const { requests, listed } = this.#parts.account.profile.privacy;
    return { requests, listed };
  }

  /** Changes some settings. @throws ChatError `storage-…` */
  async change(changes: Partial<PrivacyView>): Promise<void> {
    await this.#parts.account.profile.setPrivacy(changes);
    this.noteChange();
  }

  /** Makes a new invite link; the old one no longer admits anybody. @throws ChatError `storage-…` */
  async renewInvite(): Promise<void> {
    await this.#parts.account.profile.renewInvite();
    this.noteChange();
  }

  /** Somebody was blocked or unblocked, or a setting has changed. */
  noteChange(): void {
    this.#parts.onChange(this.policy);
  }

  /** The tokens of blocked people are revoked until they expire. */
  get policy(): Policy {
    const { requests, listed, invites } = this.#parts.account.profile.privacy;
    const now = this.#parts.clock.now();
    const revoked = this.#parts
      .blocked()
      .filter(({ given }) => given.serial !== '' && given.until > now)
      .slice(0, POLICY_MAX_REVOKED)
      .map(({ given }) => ({ serial: fromBase64url(given.serial), expires: given.until }));
    return { requests, listed, invites: invites.map(fromBase64url), revoked };
  }
}

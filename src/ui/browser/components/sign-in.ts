import { ChatError, type ErrorCode, type ErrorDetail } from '../../../protocol/errors.ts';
import { inviterIn } from '../../../protocol/invite.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import type { App } from '../app/app.ts';
import { component } from './component.ts';

interface Refusal {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
}

/** Errors that only a reload can fix. */
const NEEDS_RELOAD: readonly ErrorCode[] = ['server-outdated', 'client-outdated', 'storage-failed'];

/** The sign-in screen. */
export const signIn = (app: App) => {
  const { view } = app;
  /** Somebody took the name while this person was offline; everything else is kept. */
  const lostName = (): Refusal | undefined => {
    const { connection } = view;
    return connection.kind === 'ended' && connection.code === 'name-taken' ? connection : undefined;
  };
  return component({
    name: view.profile?.name ?? '',
    isBusy: false,
    isExplained: false,
    refusal: lostName(),

    get message(): string {
      return this.refusal === undefined ? '' : strings.error[this.refusal.code];
    },
    get suggestion(): string {
      return this.refusal?.detail.suggestion ?? '';
    },
    get suggestionLabel(): string {
      return format(strings.useName, { name: this.suggestion });
    },
    get needsReload(): boolean {
      return this.refusal !== undefined && NEEDS_RELOAD.includes(this.refusal.code);
    },
    /** The person whose invite link opened this page, if one did. */
    get inviter(): string {
      return inviterIn(view.invite);
    },
    get isNew(): boolean {
      return view.profile === undefined;
    },
    get isLost(): boolean {
      return view.storageLost;
    },
    get isDurable(): boolean {
      return view.durable;
    },

    /** Creates keys while the person types, so that signing in does not wait for them. */
    prepare(): void {
      this.refusal = undefined;
      void app.chat.prepareKeys().catch(() => undefined);
    },
    async submit(): Promise<void> {
      if (this.isBusy) return;
      this.isBusy = true;
      this.refusal = undefined;
      try {
        await app.chat.signIn(this.name.trim());
        app.navigation.reset();
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        this.refuse(error);
      } finally {
        this.isBusy = false;
      }
    },
    refuse(refusal: Refusal): void {
      this.refusal = refusal;
      this.$refs['name']?.focus();
    },
    async useSuggestion(): Promise<void> {
      this.name = this.suggestion;
      await this.submit();
    },
  });
};

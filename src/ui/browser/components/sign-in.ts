import { ChatError, type ErrorCode, type ErrorDetail } from '../../../protocol/errors.ts';
import { inviterIn } from '../../../protocol/invite.ts';
import type { App } from '../app/app.ts';
import { wordsFor } from '../words.ts';
import { component } from './component.ts';

interface Refusal {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
}

/** What only another version of the page can mend. */
const NEEDS_RELOAD: readonly ErrorCode[] = ['server-outdated', 'client-outdated', 'storage-failed'];

/** The first screen: a name. */
export const signIn = (app: App) => {
  const { view } = app;
  /** A person whose name was taken while they were away keeps everything but the name. */
  const lostName = (): Refusal | undefined => {
    const { connection } = view;
    return connection.kind === 'ended' && connection.code === 'name-taken' ? connection : undefined;
  };
  return component({
    name: view.profile?.name ?? '',
    isBusy: false,
    explains: false,
    refusal: lostName(),

    get words(): string {
      return wordsFor(view, this.refusal?.code);
    },
    get suggestion(): string {
      return this.refusal?.detail.suggestion ?? '';
    },
    get suggestionLabel(): string {
      return `Use “${this.suggestion}”`;
    },
    get needsReload(): boolean {
      return this.refusal !== undefined && NEEDS_RELOAD.includes(this.refusal.code);
    },
    /** Who is waited for, if this page was opened by an invite link. */
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

    /** Keys are made while the person types, so that the button need not wait for them. */
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
    reload(): void {
      location.reload();
    },
  });
};

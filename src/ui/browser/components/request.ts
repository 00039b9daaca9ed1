import type { MessageView, PersonId } from '../../../client/views.ts';
import { REQUEST_MAX_TEXTS } from '../../../protocol/limits.ts';
import type { App } from '../app.ts';
import { component } from '../component.ts';
import { duration } from '../conversation/dates.ts';
import { REQUEST_WORDS } from '../words.ts';

/** The card of someone who asks to talk. Their words are shown when asked for. */
export const request = (app: App, peer: PersonId) => {
  const { view } = app;
  return component({
    messages: [] as readonly MessageView[],

    get title(): string {
      return REQUEST_WORDS.title(app.conversation(peer)?.name ?? '');
    },
    get since(): string {
      const { online = false, since = 0 } = app.conversation(peer) ?? {};
      return REQUEST_WORDS.since(online, duration(since, view.now));
    },
    get showLabel(): string {
      return REQUEST_WORDS.messages(app.conversation(peer)?.unread ?? 1);
    },
    get isHidden(): boolean {
      return this.messages.length === 0;
    },

    init(): void {
      void this.$nextTick(() => this.$refs['title']?.focus());
    },
    async show(): Promise<void> {
      const lines = await app.chat.messages(peer, { last: REQUEST_MAX_TEXTS });
      this.messages = Object.freeze(lines.filter(({ kind }) => kind === 'text'));
    },
    accept(): Promise<void> {
      return app.attempt(app.chat.accept(peer));
    },
    async decline(): Promise<void> {
      await app.attempt(app.chat.decline(peer));
      app.navigation.close();
    },
    async block(): Promise<void> {
      await app.attempt(app.chat.block(peer));
      app.navigation.close();
    },
  });
};

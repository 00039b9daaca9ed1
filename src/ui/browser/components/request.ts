import type { MessageView, PersonId } from '../../../client/views.ts';
import { REQUEST_MAX_TEXTS } from '../../../protocol/limits.ts';
import type { App } from '../app/app.ts';
import { isCurrent } from '../app/is-current.ts';
import { duration } from '../conversation/dates.ts';
import { REQUEST_WORDS } from '../words.ts';
import { component } from './component.ts';

/** The card of someone who asks to talk. Their words are shown when asked for. */
export const request = (app: App, peer: PersonId) => {
  const { view } = app;
  return component({
    lines: [] as readonly MessageView[],
    isShown: false,

    get title(): string {
      return REQUEST_WORDS.title(app.conversation(peer)?.name ?? '');
    },
    get about(): string {
      const { online = false, since = 0 } = app.conversation(peer) ?? {};
      const hasTalked = this.lines.some(({ mine }) => mine);
      return REQUEST_WORDS.about(online && isCurrent(view), duration(since, view.now), hasTalked);
    },
    /** What they wrote since one last had a word in it: that is the request. */
    get messages(): readonly MessageView[] {
      const asked = this.lines.slice(this.lines.findLastIndex(({ mine }) => mine) + 1);
      return asked.filter(({ kind }) => kind === 'text');
    },
    get showLabel(): string {
      return REQUEST_WORDS.show(this.messages.length);
    },
    get shown(): readonly MessageView[] {
      return this.isShown ? this.messages : [];
    },
    /** The messages as they are counted now; a new one changes the conversation's row. */
    get newest(): string {
      return app.conversation(peer)?.last?.id ?? '';
    },

    init(): void {
      void this.$nextTick(() => this.$refs['title']?.focus());
      void app.attempt(this.read());
      this.$watch('newest', () => void app.attempt(this.read()));
    },
    async read(): Promise<void> {
      this.lines = Object.freeze(await app.chat.messages(peer, { last: REQUEST_MAX_TEXTS + 1 }));
    },
    show(): void {
      this.isShown = true;
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

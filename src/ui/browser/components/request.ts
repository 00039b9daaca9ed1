import type { MessageView, PersonId } from '../../../client/views.ts';
import { REQUEST_MAX_TEXTS } from '../../../protocol/limits.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import type { App } from '../app/app.ts';
import { reachability } from '../conversation/presence.ts';
import { component } from './component.ts';

/** The card of a message request: who asks, what they wrote, and what can be answered. */
export const request = (app: App, peer: PersonId) => {
  const { view } = app;
  return component({
    entries: [] as readonly MessageView[],

    get title(): string {
      return format(strings.request.title, { name: app.nameOf(peer) });
    },
    get about(): string {
      const conversation = app.conversation(peer);
      const hasTalked = this.entries.some(({ mine }) => mine);
      return conversation === undefined
        ? ''
        : format(hasTalked ? strings.request.aboutKnown : strings.request.aboutNew, {
            presence: reachability(conversation, view),
          });
    },
    /** The peer's messages since the user's last entry: these are the request. */
    get messages(): readonly MessageView[] {
      const asked = this.entries.slice(this.entries.findLastIndex(({ mine }) => mine) + 1);
      return asked.filter(({ kind }) => kind === 'text');
    },
    /** Changes whenever a message arrives. */
    get newest(): string {
      return app.conversation(peer)?.last?.id ?? '';
    },

    init(): void {
      void this.$nextTick(() => this.$refs['title']?.focus());
      void app.attempt(this.read());
      void app.attempt(app.chat.noteSeen(peer));
      this.$watch('newest', () => void app.attempt(this.read()));
    },
    async read(): Promise<void> {
      this.entries = Object.freeze(await app.chat.messages(peer, { last: REQUEST_MAX_TEXTS + 1 }));
    },
    accept(): Promise<void> {
      return app.attempt(app.chat.accept(peer));
    },
    async decline(): Promise<void> {
      await app.attempt(app.chat.decline(peer));
      app.navigation.close();
    },
    async block(): Promise<void> {
      await app.attempt(app.chat.setBlocked(peer, true));
      app.navigation.close();
    },
  });
};

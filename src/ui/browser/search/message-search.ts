import type { Magics } from '@alpinejs/csp';
import type { FoundMessage, FoundMessages } from '../../../client/search/message-index.ts';
import type { PersonId } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import type { App } from '../app/app.ts';
import { dialog } from '../dialogs/dialog.ts';
import { openIndex } from './open-index.ts';

/** A message that was found, as it is listed. */
interface Result extends FoundMessage {
  readonly key: string;
  readonly name: string;
  readonly time: string;
}

/** How many results are shown first, and how many more each time. */
const STEP = 50;

const NOTHING: FoundMessages = { count: 0, messages: [] };

/** Searches the messages of all conversations, or of the open one. */
export const messageSearch = (app: App) => {
  const { view } = app;
  const { locale } = strings;
  const open: PersonId | undefined = view.open;
  const { index, loaded } = openIndex(app.chat, locale);
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const numbers = new Intl.NumberFormat(locale);
  const nameOf = (peer: PersonId): string => app.conversation(peer)?.name ?? '';
  /** What follows when the dialog has closed. */
  let then: (() => void) | undefined;
  let stopFollowing: (() => void) | undefined;
  const component = dialog(view, {
    query: '',
    /** Only the open conversation. */
    isHere: open !== undefined,
    isLoading: true,
    limit: STEP,
    results: [] as readonly Result[],
    total: 0,

    canChoose: open !== undefined,
    get count(): string {
      return numbers.format(this.total);
    },
    get hasQuery(): boolean {
      return this.query.trim() !== '';
    },
    get isEmpty(): boolean {
      return this.hasQuery && !this.isLoading && this.total === 0;
    },
    get hasMore(): boolean {
      return this.total > this.results.length;
    },

    init(this: Magics & { show(): void; load(): Promise<void>; find(): void }): void {
      this.show();
      // The index hears of each change first.
      stopFollowing = app.chat.onChange(({ kind }) => {
        if (kind === 'message' || kind === 'removed') this.find();
      });
      void this.$nextTick(() => this.$refs['query']?.focus());
      void app.attempt(this.load());
    },
    async load(this: { isLoading: boolean; find(): void }): Promise<void> {
      try {
        await loaded;
      } finally {
        this.isLoading = false;
        this.find();
      }
    },
    typed(this: { limit: number; find(): void }): void {
      this.limit = STEP;
      this.find();
    },
    more(this: { limit: number; find(): void }): void {
      this.limit += STEP;
      this.find();
    },
    find(): void {
      const peer = this.isHere ? open : undefined;
      const { count, messages } = this.hasQuery
        ? index.find(this.query, peer, this.limit)
        : NOTHING;
      this.total = count;
      this.results = Object.freeze(
        messages.map((found) => ({
          ...found,
          key: `${found.peer}/${found.id}`,
          name: nameOf(found.peer),
          time: date.format(Math.min(found.sent, Date.now())),
        })),
      );
    },
    /** Shows a message in its conversation. */
    go(this: { close(): void }, { peer, order }: Result): void {
      then = () => app.showMessage({ peer, order });
      this.close();
    },
    first(this: { results: readonly Result[]; go(result: Result): void }): void {
      const [first] = this.results;
      if (first !== undefined) this.go(first);
    },
    /** Arrow keys move between the field and the results. */
    move(this: Magics, event: KeyboardEvent): void {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step === undefined || !(event.target instanceof HTMLElement)) return;
      const stops = [...this.$root.querySelectorAll<HTMLElement>('[type=search], .result')];
      const at = stops.indexOf(event.target);
      if (at < 0) return;
      event.preventDefault();
      stops[Math.max(0, Math.min(stops.length - 1, at + step))]?.focus();
    },
  });
  return Object.assign(component, {
    closed(): void {
      stopFollowing?.();
      view.dialog = undefined;
      then?.();
    },
  });
};

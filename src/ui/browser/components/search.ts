import { foldName } from '../../../protocol/name.ts';
import type { App } from '../app/app.ts';
import { hasModal } from '../window/has-modal.ts';
import { component } from './component.ts';

/** How long typing must pause before a look-up, ms: the relay allows five look-ups a second. */
const PAUSE_MS = 250;

/** Finds people and conversations by name. */
export const search = (app: App) => {
  const { view } = app;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // The client repeats a look-up that is lost with the connection.
  const lookUp = (): Promise<void> => app.chat.lobby.open(view.query.trim()).catch(() => undefined);
  return component({
    shortcut: /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K',

    get query(): string {
      return view.query;
    },
    set query(text: string) {
      view.query = text;
    },

    init(): void {
      void lookUp();
      if (view.open === undefined) this.$refs['title']?.focus();
    },
    destroy(): void {
      clearTimeout(timer);
      void app.chat.lobby.close().catch(() => undefined);
    },
    typed(): void {
      clearTimeout(timer);
      timer = setTimeout(() => void lookUp(), PAUSE_MS);
    },
    focus(): void {
      const field = this.$refs['search'];
      // On a phone, an open conversation covers the lists.
      if (field?.offsetParent === null) app.navigation.close(() => field.focus());
      else field?.focus();
    },
    /** Opens the first match once the relay has answered, unless the person has gone elsewhere meanwhile. */
    async openFirst(): Promise<void> {
      const { moves } = app.navigation;
      clearTimeout(timer);
      await lookUp();
      await this.$nextTick();
      if (moves !== app.navigation.moves) return;
      const wanted = foldName(view.query.trim());
      const nameOf = (row: Element): string => row.querySelector('.name')?.textContent ?? '';
      this.rows()
        .find((row) => foldName(nameOf(row)).includes(wanted))
        ?.click();
    },
    toRows(): void {
      this.rows()[0]?.focus();
    },
    rows(): readonly HTMLElement[] {
      return [...this.$root.querySelectorAll<HTMLElement>('[data-row]')];
    },
    /** Searches messages instead of the page; the browser sees only those that are on it. Pressed again, it searches the page. */
    findMessages(event: Event): void {
      if (hasModal() && view.dialog === 'search') return;
      event.preventDefault();
      if (!hasModal()) void app.openDialog('search');
    },
    /** `?` lists the keys, except where it is text. */
    showKeys({ key, target }: KeyboardEvent): void {
      const isText = target instanceof HTMLElement && target.matches(':read-write');
      if (key === '?' && !isText && !hasModal()) void app.openDialog('keyboard');
    },
    clear(): void {
      if (view.query === '') this.$refs['search']?.blur();
      view.query = '';
      this.typed();
    },
  });
};

import type { App } from '../app/app.ts';
import { component } from './component.ts';

/** How long typing must pause before a look-up, ms: the relay answers five look-ups a second. */
const PAUSE_MS = 250;

/** Finds people and conversations by name. */
export const search = (app: App) => {
  const { view } = app;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // The client repeats a look-up that is lost with the connection.
  const lookUp = (): void => void app.chat.lobby.open(view.query.trim()).catch(() => undefined);
  return component({
    shortcut: /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K',

    get query(): string {
      return view.query;
    },
    set query(text: string) {
      view.query = text;
    },

    init(): void {
      lookUp();
      if (view.open === undefined) this.$refs['title']?.focus();
    },
    destroy(): void {
      clearTimeout(timer);
      void app.chat.lobby.close().catch(() => undefined);
    },
    typed(): void {
      clearTimeout(timer);
      timer = setTimeout(lookUp, PAUSE_MS);
    },
    focus(): void {
      const field = this.$refs['search'];
      // On a phone, an open conversation covers the lists.
      if (field?.offsetParent === null) app.navigation.close(() => field.focus());
      else field?.focus();
    },
    clear(): void {
      if (view.query === '') this.$refs['search']?.blur();
      view.query = '';
      this.typed();
    },
  });
};

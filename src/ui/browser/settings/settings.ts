import type { Magics } from '@alpinejs/csp';
import type { App } from '../app/app.ts';
import { hasModal } from '../window/has-modal.ts';
import { chooseLanguage, chosenLanguage } from '../window/language.ts';
import type { Theme } from '../window/theme.ts';
import { buildDigest, pageDigest } from './page-digest.ts';

/** index.html has already loaded it; as a lazy import it needs no separate chunk. */
const loadTheme = () => import('../window/theme.ts');

/** The settings page: profile, appearance, language, privacy, and about. */
export const settings = (app: App) => {
  const { requests, listed } = app.chat.privacy.view;
  const { readReceipts, typing } = app.chat.settings.values;
  return {
    theme: 'system' as Theme,
    language: chosenLanguage(),
    requests,
    listed,
    readReceipts,
    typing,
    /** SHA-256 of the page's HTML, in hexadecimal. */
    digest: '',
    /** SHA-256 of the service worker that serves the page, or empty. */
    build: '',

    get hasFiles(): boolean {
      return app.view.hasFiles;
    },
    async init(this: Magics & { theme: Theme; digest: string; build: string }): Promise<void> {
      void this.$nextTick(() => this.$refs['title']?.focus());
      void app.attempt(app.loadFiles());
      this.theme = (await loadTheme()).chosenTheme();
      this.digest = await pageDigest().catch(() => '');
      this.build = await buildDigest().catch(() => '');
    },
    async chooseTheme(theme: Theme): Promise<void> {
      this.theme = theme;
      (await loadTheme()).chooseTheme(theme);
    },
    /** The settings are open again afterwards. */
    async chooseLanguage(this: { language: string }): Promise<void> {
      await chooseLanguage(this.language);
      location.reload();
    },
    /** Who can reach the user. */
    async saveReach(): Promise<void> {
      const { requests, listed } = this;
      await app.attempt(app.chat.privacy.change({ requests, listed }));
    },
    /** What others learn, and the user about them. */
    async savePrivacy(): Promise<void> {
      const { readReceipts, typing } = this;
      await app.attempt(app.chat.settings.change({ readReceipts, typing }));
    },
    close(): void {
      app.navigation.close();
    },
    /** An open dialog closes first. */
    escape(): void {
      if (!hasModal()) this.close();
    },
  };
};

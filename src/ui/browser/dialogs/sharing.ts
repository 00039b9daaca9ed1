import Alpine from '@alpinejs/csp';
import type { ConversationView, PersonId } from '../../../client/views.ts';
import { FILE_MAX_BYTES, TEXT_MAX_LENGTH } from '../../../protocol/limits.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import type { App } from '../app/app.ts';
import { limitText } from '../files/file-text.ts';
import { SHARED_FILES_MAX, type Shared, takeShared } from '../offline/shared-content.ts';
import { conversationRow, type ListRow } from '../people/list-row.ts';
import { hasBegun } from '../people/strangers.ts';
import { dialog } from './dialog.ts';

type Files = Awaited<ReturnType<App['loadFiles']>>;

/** Asks to whom to send what another app has shared. It is sent from the composer, or not at all. */
export const sharing = (app: App) => {
  const { view } = app;
  let shared: Shared | undefined;
  /** Loaded if there are pictures. */
  let code: Files | undefined;
  const canTake = (conversation: ConversationView): boolean => {
    const { consent, blocked } = conversation;
    if (blocked || consent === 'asked') return false;
    return code === undefined ? hasBegun(conversation) : consent === 'accepted';
  };
  return dialog(view, {
    state: 'taking' as 'taking' | 'gone' | 'refused' | 'choosing',
    text: '',
    names: [] as readonly string[],

    get isGone(): boolean {
      return this.state === 'gone';
    },
    get isRefused(): boolean {
      return this.state === 'refused';
    },
    /** What can be shared. */
    get limits(): string {
      const { locale } = strings;
      const number = new Intl.NumberFormat(locale);
      return format(strings.sharing.refused, {
        characters: number.format(TEXT_MAX_LENGTH),
        pictures: number.format(SHARED_FILES_MAX),
        size: limitText(FILE_MAX_BYTES, locale),
      });
    },
    get isEmpty(): boolean {
      return this.state === 'choosing' && this.rows.length === 0;
    },
    get rows(): readonly ListRow[] {
      if (this.state !== 'choosing') return [];
      return view.conversations.filter(canTake).map((each) => conversationRow(each, view));
    },

    init(this: { show(): void; take(): Promise<void> }): void {
      this.show();
      void app.attempt(this.take());
    },
    async take(): Promise<void> {
      shared = await takeShared();
      const { text = '', files = [], isRefused = false } = shared ?? {};
      if (files.length > 0) code = await app.loadFiles();
      const isWrong = isRefused || !(await (code?.arePictures(files) ?? true));
      if (isWrong) this.state = 'refused';
      else if (text === '' && files.length === 0) this.state = 'gone';
      else Object.assign(this, { state: 'choosing', text, names: files.map(({ name }) => name) });
    },
    /** Adds the text to the draft and the pictures to the chosen files, and opens the conversation. */
    choose(this: { close(): void }, peer: PersonId): void {
      const { text = '', files = [] } = shared ?? {};
      if (code !== undefined) {
        // The composer sees what changes only through this.
        const tray = Alpine.reactive(app.trays.get(peer) ?? code.createTray(app, peer));
        app.trays.set(peer, tray);
        tray.add(files);
      }
      const draft = app.chat.conversation(peer)?.draft ?? '';
      if (text !== '') app.chat.setDraft(peer, [draft, text].filter(Boolean).join('\n'));
      this.close();
      // The composer reads both when it is created.
      app.navigation.open(peer);
    },
  });
};

import type { Magics } from '@alpinejs/csp';
import type { App } from '../app/app.ts';
import { composerField } from '../conversation/composer-field.ts';
import { dialog } from '../dialogs/dialog.ts';
import { afterChoosing, parseChoices, writeChoices } from './choices.ts';
import {
  type Emoji,
  type EmojiSet,
  type NamedTone,
  POPULAR,
  type Tone,
  withTone,
} from './emoji-set.ts';
import { insertText } from './insert.ts';
import { loadEmoji } from './load-emoji.ts';
import { stepInGrid, stepInRow } from './steps.ts';

/** How many results a search shows at most. */
const RESULTS = 120;
/** The sample of the skin tones. */
const HAND: Emoji = { emoji: '👋', name: '', hasTones: true };

/** What the methods below use of the component. */
interface Picker extends Magics {
  query: string;
  tab: number;
  tone: Tone;
  count: number;
  category: string;
  tones: readonly (NamedTone & { readonly sample: string })[];
  isMissing: boolean;
  show(): void;
  list(): void;
  pick(emoji: Emoji): void;
}

/** A button for an emoji in the chosen skin tone. */
function cellOf(picker: Picker, each: Emoji): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.tabIndex = -1;
  button.textContent = withTone(each, picker.tone);
  button.ariaLabel = each.name;
  button.title = each.name;
  button.addEventListener('click', () => picker.pick(each));
  return button;
}

/** Chooses an emoji for the composer, at its cursor, or as a reaction to the message that the options were about. */
export const emojiPicker = (app: App) => {
  const { view } = app;
  const { message } = view;
  const isReaction = view.dialog === 'reaction';
  const peer = view.open ?? '';
  let choices = parseChoices(app.chat.settings.values.emoji);
  let set: EmojiSet | undefined;
  /** The chosen emoji. */
  let chosen: string | undefined;

  const shown = ({ query, tab }: Picker): readonly Emoji[] => {
    if (set === undefined) return [];
    if (query !== '') return set.search(query, RESULTS);
    if (tab > 0) return set.categories[tab - 1] ?? [];
    const known = [...new Set([...choices.recent, ...POPULAR])];
    return known.flatMap((emoji) => set?.find(emoji) ?? []);
  };
  const save = (): void => {
    void app.attempt(app.chat.settings.change({ emoji: writeChoices(choices) }));
  };
  const react = (emoji: string): void => {
    const own = message?.reactions?.find(({ mine }) => mine)?.emoji;
    if (message?.ref === undefined) return;
    void app.attempt(app.chat.actions(peer).react(message.ref, emoji === own ? '' : emoji));
  };
  const component = dialog(view, {
    query: '',
    tab: 0,
    tone: choices.tone,
    count: 0,
    /** The name of the category that is shown, or empty while searching. */
    category: '',
    tones: [] as Picker['tones'],
    isMissing: false,

    async init(this: Picker): Promise<void> {
      this.show();
      await this.$nextTick();
      // On a touch screen, the keyboard would cover the emoji.
      if (!matchMedia('(pointer: coarse)').matches) this.$refs['query']?.focus();
      try {
        set = await loadEmoji();
      } catch {
        this.isMissing = true;
        return;
      }
      this.tones = set.tones.map((each) => ({ ...each, sample: withTone(HAND, each.tone) }));
      this.list();
    },
    /** Shows the results, or the chosen category. Elements are made at once: Alpine would take far longer. */
    list(this: Picker): void {
      const emoji = shown(this);
      this.count = emoji.length;
      const cells = emoji.map((each) => cellOf(this, each));
      if (cells[0] !== undefined) cells[0].tabIndex = 0;
      this.$refs['grid']?.replaceChildren(...cells);
      const tabs = [...(this.$refs['tabs']?.children ?? [])] as HTMLElement[];
      tabs.forEach((tab, index) => {
        tab.ariaSelected = String(index === this.tab);
        tab.tabIndex = index === this.tab ? 0 : -1;
      });
      this.category = (this.query === '' ? tabs[this.tab]?.ariaLabel : undefined) ?? '';
    },
    choose(this: Picker, tab: number): void {
      this.tab = tab;
      this.list();
    },
    chooseTone(this: Picker): void {
      choices = { ...choices, tone: this.tone };
      save();
      this.list();
    },
    /** Enter in the search takes the first result. */
    first(this: Picker): void {
      const [first] = shown(this);
      if (first !== undefined && this.query !== '') this.pick(first);
    },
    pick(this: Picker & { close(): void }, each: Emoji): void {
      chosen = withTone(each, this.tone);
      choices = afterChoosing(choices, each.emoji);
      save();
      this.close();
    },
    /** Arrow keys move among the emoji, between them and the search, and among the categories. */
    move(this: Magics, event: KeyboardEvent): void {
      const { target } = event;
      const { grid, tabs, query } = this.$refs;
      if (!(target instanceof HTMLElement) || grid === undefined || tabs === undefined) return;
      const isDown = event.key === 'ArrowDown';
      let next: Element | 'above' | null | undefined;
      if (grid.contains(target)) next = stepInGrid(target, event.key);
      else if (isDown && (target === query || tabs.contains(target))) next = grid.firstElementChild;
      else if (tabs.contains(target)) next = stepInRow(target, event.key);
      if (next === 'above') next = query;
      if (!(next instanceof HTMLElement)) return;
      event.preventDefault();
      next.focus();
      // A category is shown when it is reached.
      if (tabs.contains(next)) next.click();
    },
  });
  return Object.assign(component, {
    closed(): void {
      view.dialog = undefined;
      if (chosen === undefined) return;
      const field = composerField();
      if (isReaction) react(chosen);
      else if (field !== null) {
        field.focus();
        insertText(field, chosen);
      }
    },
  });
};

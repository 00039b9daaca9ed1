import type { ConversationView } from '../../../client/views.ts';
import { foldName } from '../../../protocol/name.ts';
import { strings } from '../../strings/catalogue.ts';
import { formatCount } from '../../strings/format.ts';
import type { App } from '../app/app.ts';
import { stableRows } from '../app/stable-rows.ts';
import { conversationRow, type ListRow, personRow } from '../people/list-row.ts';
import { countStrangers, hasBegun, strangersIn } from '../people/strangers.ts';
import { component } from './component.ts';

/** A list with its heading. */
interface Section {
  readonly key: 'requests' | 'conversations' | 'people';
  readonly title: string;
  readonly count: string;
  /** What is missing in it, if anything is. */
  readonly note: string;
  readonly rows: readonly ListRow[];
}

/** What can be done besides opening a conversation: dialogs, and the settings. */
const COMMANDS = ['search', 'settings', 'invitation', 'keyboard'] as const;
type Command = (typeof COMMANDS)[number];

const isRequest = ({ consent, blocked }: ConversationView): boolean =>
  consent === 'asked' && !blocked;

/** Message requests, conversations, and other people who are online. */
export const lists = (app: App) => {
  const { view } = app;
  const shown: Record<Section['key'], readonly ListRow[]> = {
    requests: [],
    conversations: [],
    people: [],
  };
  const section = (key: Section['key'], title: string, rows: ListRow[], count = 0): Section => {
    shown[key] = stableRows(rows, shown[key]);
    const hidden = key === 'requests' ? view.requestsNotShown : 0;
    const note = hidden === 0 ? '' : formatCount(strings.list.notShown, hidden);
    const counted = count > 0 ? String(count) : '';
    return Object.freeze({ key, title, count: counted, note, rows: shown[key] });
  };
  const found = (): ConversationView[] => {
    const wanted = foldName(view.query.trim());
    return view.conversations.filter((c) => hasBegun(c) && foldName(c.name).includes(wanted));
  };
  return component({
    get sections(): readonly Section[] {
      const conversations = found();
      const toRow = (each: ConversationView): ListRow => conversationRow(each, view);
      const requests = conversations.filter(isRequest).map(toRow);
      const others = conversations.filter((each) => !isRequest(each)).map(toRow);
      const people = strangersIn(view).map((person) => personRow(person, view));
      return [
        section('requests', strings.list.requests, requests, requests.length),
        section('conversations', strings.list.conversations, others),
        section('people', strings.list.people, people, countStrangers(view)),
      ].filter(({ key, note, rows }) => key === 'people' || rows.length > 0 || note !== '');
    },

    /** Commands with names that contain what is typed. */
    get commands(): readonly { readonly key: Command; readonly name: string }[] {
      const wanted = foldName(view.query.trim());
      if (wanted === '') return [];
      return COMMANDS.map((key) => ({ key, name: strings.command[key] })).filter(({ name }) =>
        foldName(name).includes(wanted),
      );
    },

    run(key: Command): void {
      void (key === 'settings' ? app.navigation.openSettings() : app.openDialog(key));
    },
    open(key: Section['key'], peer: string): void {
      const person = view.lobby?.people.find((each) => each.peer === peer);
      if (key === 'people' && person !== undefined) app.meet(person);
      else app.navigation.open(peer);
    },
  });
};

import Alpine from '@alpinejs/csp';
import type {
  ConnectionState,
  ConversationView,
  LobbyView,
  PersonId,
  ProfileView,
} from '../../../client/views.ts';
import type { ErrorCode } from '../../../protocol/errors.ts';
import type { ErrorWords } from '../words.ts';

/** The one screen that is shown. */
export type Screen =
  | 'starting'
  /** This browser or address cannot run the chat. */
  | 'unsupported'
  | 'another-tab'
  /** The browser's storage cannot be opened. */
  | 'failed'
  | 'sign-in'
  | 'chat';

/** Keys to compare with the peer of the open conversation, or a link that leads to oneself. */
export type DialogName = 'verification' | 'invitation';

/** Everything that the templates read, in one reactive place. */
export interface ChatView {
  screen: Screen;
  /** With `unsupported`: what is missing. */
  missing: readonly string[];
  /** False when all is gone with the page. */
  durable: boolean;
  /** Somebody had signed in here, and all that was stored is gone. */
  storageLost: boolean;
  connection: ConnectionState;
  /** Whether a loss of the connection has lasted long enough to be worth a word. */
  disconnected: boolean;
  profile: ProfileView | undefined;
  lobby: LobbyView | undefined;
  /** Newest first. */
  conversations: readonly ConversationView[];
  /** What a person reads for each code, once that is loaded. */
  errorWords: ErrorWords;
  /** What went wrong beside any call. */
  problem: ErrorCode | undefined;
  /** Why the last thing that was asked for was refused. */
  refusal: ErrorCode | undefined;
  /** By how much this device's clock is ahead of the relay's, ms, if that is worth a warning. */
  clockSkew: number;
  /** The fragment of an invite link that was not followed yet, or nothing. */
  invite: string;
  /** What stands before everything else. */
  dialog: DialogName | undefined;
  /** The conversation that is open. */
  open: PersonId | undefined;
  /** What is typed into the search. */
  query: string;
  /** What time it is, to the half minute. */
  now: number;
}

const CLOCK_MS = 30_000;

/** The state before anything has started. Its clock runs as long as the page. */
export function createChatView(): ChatView {
  const view = Alpine.reactive<ChatView>({
    screen: 'starting',
    missing: [],
    durable: true,
    storageLost: false,
    connection: { kind: 'signed-out' },
    disconnected: false,
    profile: undefined,
    lobby: undefined,
    conversations: [],
    errorWords: {},
    problem: undefined,
    refusal: undefined,
    clockSkew: 0,
    invite: '',
    dialog: undefined,
    open: undefined,
    query: '',
    now: Date.now(),
  });
  setInterval(() => {
    view.now = Date.now();
  }, CLOCK_MS);
  return view;
}

/** Everyone's unread messages. */
export const unreadIn = (view: ChatView): number =>
  view.conversations.reduce((sum, { unread, blocked }) => sum + (blocked ? 0 : unread), 0);

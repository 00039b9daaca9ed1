import Alpine from '@alpinejs/csp';
import type {
  ConnectionState,
  ConversationView,
  LobbyView,
  MessageView,
  PersonId,
  ProfileView,
} from '../../../client/views.ts';
import type { ErrorCode } from '../../../protocol/errors.ts';

/** The screen that is shown. */
export type Screen =
  | 'starting'
  /** This browser or address cannot run the chat. */
  | 'unsupported'
  | 'another-tab'
  /** The browser's storage cannot be opened. */
  | 'failed'
  | 'sign-in'
  | 'chat';

export type DialogName =
  /** Keys to compare with the peer of the open conversation. */
  | 'verification'
  /** The user's invite link. */
  | 'invitation'
  /** A day in the open conversation to go to. */
  | 'date'
  /** Options of a message, and how far its deletion reaches. */
  | 'message'
  | 'message-delete'
  /** When a message was sent, delivered, read and edited. */
  | 'message-details'
  /** An emoji for the composer, or as a reaction to a message. */
  | 'emoji'
  | 'reaction'
  /** The keys that the chat understands. */
  | 'keyboard'
  /** Messages to find. */
  | 'search'
  /** What another app has shared, and people to send it to. */
  | 'share'
  /** For how long messages stay. */
  | 'timer'
  /** For how long to mute the peer of the open conversation. */
  | 'mute'
  /** A picture in the whole window. */
  | 'picture'
  /** Confirmations before something that cannot be undone. */
  | 'leave'
  | 'block'
  | 'sign-out';

/** The message that the composer answers or edits. */
export interface Composing {
  readonly kind: 'reply' | 'edit';
  readonly message: MessageView;
  /** While `message` is still being stored: what it will be, and until then it has no reference. */
  readonly stored?: Promise<MessageView> | undefined;
}

/** The reactive state that the templates read. */
export interface ChatView {
  screen: Screen;
  /** On the screen `unsupported`: what is missing. */
  missing: readonly string[];
  /** False when nothing is stored beyond the lifetime of this page. */
  durable: boolean;
  /** Somebody had signed in here, and all stored data is gone. */
  storageLost: boolean;
  connection: ConnectionState;
  /** Whether the connection has been lost long enough to say so. */
  disconnected: boolean;
  profile: ProfileView | undefined;
  lobby: LobbyView | undefined;
  /** Newest first. */
  conversations: readonly ConversationView[];
  /** How many requests others took the place of during the last day. */
  requestsNotShown: number;
  /** A failure that did not occur in a call. */
  problem: ErrorCode | undefined;
  /** Why the last action was rejected. */
  refusal: ErrorCode | undefined;
  /** How far this device's clock is ahead of the relay's, ms; 0 when no warning is needed. */
  clockSkew: number;
  /** Whether a newer build has been downloaded, and waits for the user's consent. */
  isUpdateReady: boolean;
  /** Whether the page offers to notify of messages. */
  offersNotifications: boolean;
  /** The user has closed the warning about the clock. */
  isClockDismissed: boolean;
  /** The fragment of an invite link that has not been opened yet, or empty. */
  invite: string;
  /** The dialog that is open. */
  dialog: DialogName | undefined;
  /** The message that an open dialog is about. */
  message: MessageView | undefined;
  composing: Composing | undefined;
  /** Whether the code that shows files is loaded. */
  hasFiles: boolean;
  /** Whether the settings page is open. */
  isSettings: boolean;
  /** The conversation that is open. */
  open: PersonId | undefined;
  /** A message that the open conversation is to show in its place. */
  target: Pick<MessageView, 'peer' | 'order'> | undefined;
  /** The search text. */
  query: string;
  /** The current time, ms, updated every half minute. */
  now: number;
}

const CLOCK_MS = 30_000;

/** The initial state. Its clock runs as long as the page is open. */
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
    requestsNotShown: 0,
    problem: undefined,
    refusal: undefined,
    clockSkew: 0,
    isUpdateReady: false,
    offersNotifications: false,
    isClockDismissed: false,
    invite: '',
    dialog: undefined,
    message: undefined,
    composing: undefined,
    hasFiles: false,
    isSettings: false,
    open: undefined,
    target: undefined,
    query: '',
    now: Date.now(),
  });
  setInterval(() => {
    view.now = Date.now();
  }, CLOCK_MS);
  return view;
}

/** The number of unread messages of everybody who is neither blocked nor muted. */
export const unreadIn = ({ conversations, now }: ChatView): number =>
  conversations.reduce(
    (sum, { unread, blocked, mutedUntil }) => sum + (blocked || mutedUntil > now ? 0 : unread),
    0,
  );

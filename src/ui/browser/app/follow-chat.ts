import type { Chat } from '../../../client/chat.ts';
import type { ChatChange } from '../../../client/views.ts';
import type { ErrorCode } from '../../../protocol/errors.ts';
import { batch } from './batch.ts';
import type { ChatView, Screen } from './chat-view.ts';

const ELSEWHERE: readonly (ErrorCode | undefined)[] = ['replaced', 'storage-taken'];

function screenOf({ connection, profile }: Chat, { problem }: ChatView): Screen {
  const code = connection.kind === 'ended' ? connection.code : undefined;
  if (ELSEWHERE.includes(code) || ELSEWHERE.includes(problem)) return 'another-tab';
  return profile === undefined || code === 'name-taken' ? 'sign-in' : 'chat';
}

const STATE = new Set<ChatChange['kind']>(['connection', 'profile', 'lobby', 'problem']);
const CONVERSATIONS = new Set<ChatChange['kind']>(['profile', 'conversation', 'message']);

const DEBOUNCE_MS = 1_000;

/**
 * Hides losses of less than a second, which happen whenever a phone wakes up. Without a network
 * there is nothing to wait for.
 */
function debounceLoss(show: (lost: boolean) => void): (lost: boolean) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (lost) => {
    if (lost && !navigator.onLine) show(true);
    else if (lost) timer ??= setTimeout(() => show(true), DEBOUNCE_MS);
    else {
      clearTimeout(timer);
      timer = undefined;
      show(false);
    }
  };
}

/** Keeps the view up to date with the chat. Returns a function that stops it. */
export function followChat(chat: Chat, view: ChatView): () => void {
  const showLoss = debounceLoss((lost) => {
    view.disconnected = lost;
  });
  const copyState = (): void => {
    const { connection, profile, lobby } = chat;
    Object.assign(view, { connection, profile, lobby: lobby.view });
    showLoss(connection.kind === 'reconnecting');
    view.screen = screenOf(chat, view);
  };
  const copyConversations = batch(() => {
    // Frozen, so that Alpine does not wrap every row of a long list in a proxy.
    view.conversations = Object.freeze([...chat.conversations()]);
    view.requestsNotShown = chat.requestsNotShown;
    // A stranger has taken back the request, so there is nothing left to show.
    const isGone = view.open !== undefined && chat.conversation(view.open) === undefined;
    if (isGone) view.open = undefined;
  });
  view.problem = undefined;
  view.refusal = undefined;
  copyState();
  copyConversations();
  return chat.onChange((change: ChatChange) => {
    if (change.kind === 'problem') view.problem = change.code;
    if (change.kind === 'connection') {
      // Updated on every sign-in: a dismissed warning stays away until then.
      if (view.clockSkew !== chat.clockSkew) view.isClockDismissed = false;
      view.clockSkew = chat.clockSkew;
    }
    if (STATE.has(change.kind)) copyState();
    if (CONVERSATIONS.has(change.kind)) copyConversations();
  });
}

import type { ConversationView } from '../../../client/views.ts';
import type { ChatView } from '../app/chat-view.ts';
import { NOTICE_WORDS, wordsFor } from '../words.ts';

const BY_CONSENT = {
  none: NOTICE_WORDS.none,
  requested: NOTICE_WORDS.requested,
  asked: undefined,
  accepted: undefined,
  'declined-by-peer': NOTICE_WORDS.declinedByPeer,
  'declined-by-me': NOTICE_WORDS.declinedByMe,
  'left-by-peer': NOTICE_WORDS.leftByPeer,
  'left-by-me': NOTICE_WORDS.leftByMe,
} as const;

/** Presence matters only where messages are on their way. */
function presenceNotice({ consent, gone, online, name }: ConversationView): string {
  if (consent !== 'accepted' && consent !== 'requested') return '';
  if (gone) return NOTICE_WORDS.gone(name);
  return online ? '' : NOTICE_WORDS.offline(name);
}

/** What stands between the last line and the composer: one sentence, or nothing. */
export function noticeOf(
  conversation: ConversationView,
  view: Pick<ChatView, 'disconnected' | 'errorWords'>,
): string {
  const { blocked, consent, missing, name, problem, nameTakenBy } = conversation;
  // The bar of a changed key says all that there is to say.
  if (nameTakenBy !== undefined) return '';
  if (blocked) return NOTICE_WORDS.blocked(name);
  if (view.disconnected) return NOTICE_WORDS.reconnecting;
  if (problem !== undefined) return wordsFor(view, problem);
  const byConsent = BY_CONSENT[consent]?.(name) ?? '';
  const gap = missing ? NOTICE_WORDS.missing(name) : '';
  return [gap, byConsent, presenceNotice(conversation)].filter((words) => words !== '').join(' ');
}

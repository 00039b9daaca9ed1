import type { ConversationView } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import type { ChatView } from '../app/chat-view.ts';

/** Presence matters only where messages are in transit. */
function presenceNotice({ consent, gone, online, name }: ConversationView): string {
  if (consent !== 'accepted' && consent !== 'requested') return '';
  if (gone) return format(strings.notice.gone, { name });
  return online ? '' : format(strings.notice.offline, { name });
}

function consentNotice({ consent, name, requestFull }: ConversationView): string {
  if (requestFull) return format(strings.notice.requestFull, { name });
  return consent === 'asked' || consent === 'accepted'
    ? ''
    : format(strings.notice[consent], { name });
}

/** The notice above the composer; empty when there is nothing to say. */
export function noticeOf(
  conversation: ConversationView,
  { disconnected }: Pick<ChatView, 'disconnected'>,
): string {
  const { blocked, missing, name, problem, nameTakenBy } = conversation;
  // The bar about the changed key is enough.
  if (nameTakenBy !== undefined) return '';
  if (blocked) return format(strings.notice.blocked, { name });
  if (disconnected) return strings.notice.reconnecting;
  if (problem !== undefined) return strings.error[problem];
  const gap = missing ? format(strings.notice.missing, { name }) : '';
  const notices = [gap, consentNotice(conversation), presenceNotice(conversation)];
  return notices.filter((notice) => notice !== '').join(' ');
}

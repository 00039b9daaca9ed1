import type { ConversationView } from '../../../client/views.ts';
import type { ChatView } from '../app/chat-view.ts';
import { isCurrent } from '../app/is-current.ts';
import { CONNECTION_WORDS, PRESENCE_WORDS } from '../words.ts';
import { clockTime, listTime } from './dates.ts';

const lastSeen = (since: number, now: number): string => {
  const day = listTime(since, now);
  const time = clockTime(since);
  return PRESENCE_WORDS.lastSeen(day === time ? time : `${day}, ${time}`);
};

/** The small line under a peer's name; without a connection nothing is known of them. */
export function presenceOf(
  conversation: ConversationView,
  view: Pick<ChatView, 'connection' | 'disconnected' | 'now'>,
): string {
  const { blocked, consent, gone, online, since } = conversation;
  if (blocked) return PRESENCE_WORDS.blocked;
  if (!isCurrent(view)) return CONNECTION_WORDS[view.connection.kind];
  if (gone) return PRESENCE_WORDS.gone;
  const known = online
    ? PRESENCE_WORDS.online
    : since > 0
      ? lastSeen(since, view.now)
      : PRESENCE_WORDS.offline;
  return consent === 'none' || consent === 'asked' ? `${known} · ${PRESENCE_WORDS.fresh}` : known;
}

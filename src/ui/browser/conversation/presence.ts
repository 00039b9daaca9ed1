import type { ConversationView } from '../../../client/views.ts';
import { PRESENCE_WORDS } from '../words.ts';
import { clockTime, listTime } from './dates.ts';

const lastSeen = (since: number, now: number): string => {
  const day = listTime(since, now);
  const time = clockTime(since);
  return PRESENCE_WORDS.lastSeen(day === time ? time : `${day}, ${time}`);
};

/** The small line under a peer's name. */
export function presenceOf(conversation: ConversationView, now: number): string {
  const { blocked, consent, gone, online, since } = conversation;
  if (blocked) return PRESENCE_WORDS.blocked;
  if (gone) return PRESENCE_WORDS.gone;
  const known = online
    ? PRESENCE_WORDS.online
    : since > 0
      ? lastSeen(since, now)
      : PRESENCE_WORDS.offline;
  return consent === 'none' || consent === 'asked' ? `${known} · ${PRESENCE_WORDS.fresh}` : known;
}

import type { ConversationView } from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import type { ChatView } from '../app/chat-view.ts';
import { isCurrent } from '../app/is-current.ts';
import { clockTime, duration, listTime } from './dates.ts';

type Connection = Pick<ChatView, 'connection' | 'disconnected' | 'now' | 'clockSkew'>;

const lastSeen = (since: number, now: number): string => {
  const day = listTime(since, now);
  const time = clockTime(since);
  return format(strings.presence.lastSeen, { when: day === time ? time : `${day}, ${time}` });
};

/** The relay's clock may differ from this device's, which shows all other times. */
const offline = (since: number, { now, clockSkew }: Connection): string =>
  since > 0 ? lastSeen(since + clockSkew, now) : strings.presence.offline;

/** How long a person has been online, who came online at a time of the relay's clock. */
export function onlineSince(since: number, { now, clockSkew }: Connection): string {
  const time = duration(since + clockSkew, now);
  return time === undefined
    ? strings.list.justArrived
    : format(strings.list.onlineFor, { duration: time });
}

/** Whether a peer is online and for how long, or when they were last online. */
export function reachability({ online, since }: ConversationView, view: Connection): string {
  if (!isCurrent(view)) return strings.connection[view.connection.kind];
  return online ? onlineSince(since, view) : offline(since, view);
}

/** The small line under a peer's name. Without a connection, their presence is unknown. */
export function presenceOf(conversation: ConversationView, view: Connection): string {
  const { blocked, consent, gone, online, since, typing } = conversation;
  if (blocked) return strings.presence.blocked;
  if (!isCurrent(view)) return strings.connection[view.connection.kind];
  if (gone) return strings.presence.gone;
  if (typing) return strings.presence.typing;
  const presence = online ? strings.presence.online : offline(since, view);
  const isNew = consent === 'none' || consent === 'asked';
  return isNew ? format(strings.presence.newContact, { presence }) : presence;
}

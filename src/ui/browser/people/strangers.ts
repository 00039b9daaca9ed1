import type { ConversationView, PersonId, PersonView } from '../../../client/views.ts';
import { foldName } from '../../../protocol/name.ts';
import type { ChatView } from '../app/chat-view.ts';

type Known = Pick<ChatView, 'conversations' | 'lobby' | 'profile'>;

/** A person who was only looked at is still found in the lobby. */
export const hasBegun = ({ consent, draft, verified }: ConversationView): boolean =>
  consent !== 'none' || draft !== '' || verified;

/** Who is in the lobby besides oneself and whom one talks with already. */
export function strangersIn({ conversations, lobby, profile }: Known): readonly PersonView[] {
  const known = new Set(conversations.filter(hasBegun).map(({ peer }) => peer));
  return lobby?.people.filter(({ peer }) => peer !== profile?.peer && !known.has(peer)) ?? [];
}

/** How many strangers the relay counts in all, as far as one can tell from what is shown. */
export function countStrangers(view: Known): number {
  const { lobby, profile } = view;
  if (lobby === undefined) return 0;
  const countsMe = foldName(profile?.name ?? '').startsWith(foldName(lobby.prefix));
  const isMe = ({ peer }: PersonView): boolean => peer === profile?.peer;
  const shown = lobby.people.filter((person) => !isMe(person)).length;
  const talkedWith = shown - strangersIn(view).length;
  return lobby.total - talkedWith - (countsMe ? 1 : 0);
}

/** Whether somebody else in the list is called so: only the key tells two of one name apart. */
export function hasNamesake(
  peer: PersonId,
  name: string,
  conversations: readonly ConversationView[],
): boolean {
  const folded = foldName(name);
  return conversations.some((each) => each.peer !== peer && foldName(each.name) === folded);
}

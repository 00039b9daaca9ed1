import type { ConversationView, PersonId, PersonView } from '../../../client/views.ts';
import { foldName } from '../../../protocol/name.ts';
import { strings } from '../../strings/catalogue.ts';
import type { ChatView } from '../app/chat-view.ts';

type Known = Pick<ChatView, 'conversations' | 'lobby' | 'profile'>;

/** A conversation without messages has not begun, so its peer stays in the lobby. */
export const hasBegun = ({ consent, draft, verified }: ConversationView): boolean =>
  consent !== 'none' || draft !== '' || verified;

/** The people in the lobby without the user and without peers of conversations. */
export function strangersIn({ conversations, lobby, profile }: Known): readonly PersonView[] {
  const known = new Set(conversations.filter(hasBegun).map(({ peer }) => peer));
  return lobby?.people.filter(({ peer }) => peer !== profile?.peer && !known.has(peer)) ?? [];
}

/** How many people without a conversation are online in all, estimated from what is shown. */
export function countStrangers(view: Known): number {
  const { lobby, profile } = view;
  if (lobby === undefined) return 0;
  const countsMe = foldName(profile?.name ?? '').startsWith(foldName(lobby.prefix));
  const isMe = ({ peer }: PersonView): boolean => peer === profile?.peer;
  const shown = lobby.people.filter((person) => !isMe(person)).length;
  const talkedWith = shown - strangersIn(view).length;
  return lobby.total - talkedWith - (countsMe ? 1 : 0);
}

/** A name as it is shown. The relay has not told yet who some people are. */
export const shownName = (name: string): string => name || strings.unnamed;

/** Whether another person in the list has the same name; only the key distinguishes them. */
export function hasNamesake(
  peer: PersonId,
  name: string,
  conversations: readonly ConversationView[],
): boolean {
  const folded = foldName(name);
  if (folded === '') return false;
  return conversations.some((each) => each.peer !== peer && foldName(each.name) === folded);
}

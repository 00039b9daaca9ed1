import type {
  ChangedBy,
  MessageRow,
  ReactionRow,
  TimelineEntry,
} from '../conversation/timeline-entry.ts';
import { type Authors, wordingOf } from './message-lookup.ts';

/** How records change a message. The rules are the same for both authors. */

/** A message without its content, which stays deleted whatever arrives later. */
export function deletedRow(row: MessageRow, by: ChangedBy): MessageRow {
  const {
    reply: _,
    reactions: _reactions,
    edited: _edited,
    editedAt: _at,
    file: _file,
    ...rest
  } = row;
  return { ...rest, kind: 'text', text: '', deleted: by };
}

/** A message in another wording. Reactions are shown while they are about the current one. */
export async function editedRow(
  { order, row }: TimelineEntry,
  text: string,
  by: ChangedBy,
  authors: Authors,
): Promise<MessageRow> {
  const edited = { ...row, text, edited: by };
  if (row.reactions === undefined) return edited;
  const wording = await wordingOf({ order, row: edited }, authors);
  const { mine, theirs } = row.reactions;
  const now = (reaction: ReactionRow | undefined): ReactionRow | undefined =>
    reaction && { ...reaction, isShown: reaction.wording === wording };
  return { ...edited, reactions: { mine: now(mine), theirs: now(theirs) } };
}

/** A message with the last reaction of one person; an empty emoji removes it. */
export async function reactedRow(
  entry: TimelineEntry,
  reaction: Omit<ReactionRow, 'isShown'> & { readonly mine: boolean },
  authors: Authors,
): Promise<MessageRow> {
  const { row } = entry;
  const { mine, emoji, wording, by } = reaction;
  const isCurrent = wording === (await wordingOf(entry, authors));
  const put = { emoji, wording, isShown: emoji !== '' && isCurrent, by };
  return { ...row, reactions: { ...row.reactions, [mine ? 'mine' : 'theirs']: put } };
}

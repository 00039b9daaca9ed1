import type { FileFacts } from '../../../client/files/file-views.ts';
import {
  isMessage,
  type MessageView,
  type QuoteView,
  type ReactionView,
} from '../../../client/views.ts';
import { strings } from '../../strings/catalogue.ts';
import { format } from '../../strings/format.ts';
import { wordsOf } from '../conversation/message-words.ts';
import { timerText } from './timer-text.ts';

/** The message that another one answers, as its bubble shows it. */
export interface ShownQuote {
  readonly author: string;
  readonly text: string;
  /** What is special about it, or empty. */
  readonly note: string;
  /** What it shows besides its words (files/quoted-file.ts). */
  readonly file?: FileFacts | undefined;
}

/** One emoji under a message. */
export interface ReactionChip {
  readonly emoji: string;
  /** Who reacted with it. */
  readonly label: string;
  readonly isMine: boolean;
  /** Empty unless both did. */
  readonly count: string;
}

/** What a row shows of a message besides its text and time. */
export interface MessageParts {
  readonly message: MessageView;
  readonly text: string;
  readonly quote: ShownQuote | undefined;
  readonly file: FileFacts | undefined;
  readonly reactions: readonly ReactionChip[];
  readonly isEdited: boolean;
  /** Of a message that disappears: how long it has left, or has once it was seen. */
  readonly timer: string;
  readonly timerLabel: string;
}

/** A quote shows the beginning of a text: it has two lines. */
const QUOTE_UNITS = 300;
const NO_REACTIONS: readonly ReactionChip[] = [];

/** Remembers results, so that a row that has not changed has the same parts again. */
function remembered<In extends object, Out>(make: (value: In, name: string) => Out) {
  const known = new WeakMap<In, { readonly name: string; readonly made: Out }>();
  return (value: In, name: string): Out => {
    const found = known.get(value);
    if (found?.name === name) return found.made;
    const made = make(value, name);
    known.set(value, { name, made });
    return made;
  };
}

const quoteOf = remembered((quote: QuoteView, name): ShownQuote => {
  const { ref, kind, file } = quote;
  const author = ref.mine ? strings.you : name;
  const note = kind === 'edited' ? strings.quote.edited : '';
  const isDeleted = kind === 'deleted';
  const text = kind === 'missing' ? strings.quote.missing : wordsOf({ ...quote, isDeleted });
  return { author, text: text.slice(0, QUOTE_UNITS), note, file };
});

const chipsOf = remembered((reactions: readonly ReactionView[], name): readonly ReactionChip[] => {
  const emojis = [...new Set(reactions.map(({ emoji }) => emoji))];
  return emojis.map((emoji) => {
    const by = reactions.filter((reaction) => reaction.emoji === emoji);
    const isMine = by.some(({ mine }) => mine);
    const isBoth = by.length > 1;
    const label = isBoth
      ? strings.reaction.both
      : isMine
        ? strings.reaction.mine
        : strings.reaction.theirs;
    return { emoji, label: format(label, { name, emoji }), isMine, count: isBoth ? '2' : '' };
  });
});

function timerOf(message: MessageView, now: number): Pick<MessageParts, 'timer' | 'timerLabel'> {
  const { seconds = 0, expiresAt } = message;
  if (!isMessage(message) || seconds === 0) return { timer: '', timerLabel: '' };
  // The page's clock may be behind: no more than the whole time is left.
  const left =
    expiresAt === undefined ? seconds : Math.min(seconds, Math.max(1, (expiresAt - now) / 1000));
  const label = expiresAt === undefined ? strings.timer.afterSeen : strings.timer.left;
  return { timer: timerText(left, 'narrow'), timerLabel: format(label, { time: timerText(left) }) };
}

/** What a row shows of a message. */
export function partsOf(message: MessageView, peerName: string, now: number): MessageParts {
  const { text, quote, file, reactions = [], isDeleted = false, isEdited = false } = message;
  return {
    message,
    text: isDeleted ? strings.messageDeleted : text,
    quote: quote && quoteOf(quote, peerName),
    file,
    reactions: reactions.length === 0 ? NO_REACTIONS : chipsOf(reactions, peerName),
    isEdited,
    ...timerOf(message, now),
  };
}

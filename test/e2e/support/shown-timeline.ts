import type { Person } from './people.ts';

/** What only one of the two sees: marks, times, what is unread, and how it arrived here. */
const OWN_LINES = [
  /^\s*- (img "(Waiting|Sent|Delivered|Read)"|time: |button "Message options"|heading )/,
  /^\s*- paragraph: New messages$/,
  /^\s*- text: "?(Arrived late: |Written before your message arrived)/,
];
/** Remaining times run on two clocks, from when each of the two saw the message. */
const TIMER = /"Disappears .*"(: .*)?$/;
const REACTION = /(button "\p{Emoji}\S*) (.*) reacted"/u;

const sortNames = (names: string): string => names.split(' and ').sort().join(' and ');

/**
 * What a person's screen shows of the open conversation, from the accessibility tree, as both of
 * them see it: `You` is replaced with the person's name.
 */
export async function shownTimeline({ history }: Person, name: string): Promise<readonly string[]> {
  const lines = (await history.ariaSnapshot()).split('\n');
  const start = lines.findIndex((line) => line.includes('end-to-end encrypted'));
  return lines
    .slice(start + 1)
    .filter((line) => !OWN_LINES.some((own) => own.test(line)))
    .map((line) =>
      line
        .replace(' [pressed]', '')
        .replace(TIMER, '"Disappears"')
        .replace(/\bYou\b/g, name)
        .replace('your message request', 'the message request')
        .replace(REACTION, (_all, button, names) => `${button} ${sortNames(names)} reacted"`),
    );
}

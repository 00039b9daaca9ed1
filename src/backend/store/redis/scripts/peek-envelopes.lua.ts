import { defineScript } from '../script.ts';
import { MAILBOX } from './mailbox.lua.ts';

/** KEYS: letters, tally. ARGV: now, max age, letters, bytes. Returns place, sender and envelope of each. */
export const FRONT_LETTERS = defineScript(/* lua */ `${MAILBOX}
drop_lapsed(KEYS[1], KEYS[2], tonumber(ARGV[1]), tonumber(ARGV[2]))
return front_letters(KEYS[1], tonumber(ARGV[3]), tonumber(ARGV[4]))
`);

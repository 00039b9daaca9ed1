import { defineScript } from '../script.ts';
import { MAILBOX } from './mailbox.lua.ts';

/** KEYS: mailbox, counters. ARGV: now, max age, envelopes, bytes, the entry before. Returns entry id, sender and envelope of each. */
export const PEEK_ENVELOPES = defineScript(/* lua */ `${MAILBOX}
drop_expired(KEYS[1], KEYS[2], tonumber(ARGV[1]), tonumber(ARGV[2]))
return peek_envelopes(KEYS[1], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5])
`);

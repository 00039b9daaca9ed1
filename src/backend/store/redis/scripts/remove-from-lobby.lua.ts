import { defineScript } from '../script.ts';
import { LOBBY } from './lobby.lua.ts';

/** ARGV: now, life, person, connection. */
export const REMOVE_FROM_LOBBY = defineScript(/* lua */ `${LOBBY}
local entry = read_entry(ARGV[3])
if not entry or entry[1] ~= ARGV[4] then return 0 end
drop_entry(ARGV[3], entry)
note_change(tonumber(ARGV[1]), ARGV[2])
return 1
`);

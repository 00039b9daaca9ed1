import { defineScript } from '../script.ts';
import { LOBBY } from './lobby.lua.ts';

/** ARGV: now, life, person, deadline, connection, since, name, key in newest, key in by-name. */
export const ADD_TO_LOBBY = defineScript(/* lua */ `${LOBBY}
local now, life, person = tonumber(ARGV[1]), ARGV[2], ARGV[3]
local before = read_entry(person)
if before then drop_entry(person, before) end
redis.call('HSET', ENTRIES, person, cmsgpack.pack({ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9]}))
redis.call('ZADD', NEWEST, 0, ARGV[8])
redis.call('ZADD', BY_NAME, 0, ARGV[9])
redis.call('ZADD', DEADLINES, ARGV[4], person)
note_change(now, life)
prolong_keys(life)
return 1
`);

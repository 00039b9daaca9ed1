import { defineScript } from '../script.ts';
import { LOBBY } from './lobby.lua.ts';

/** ARGV: now, life. */
export const LOBBY_REVISION = defineScript(/* lua */ `${LOBBY}
drop_expired(tonumber(ARGV[1]), ARGV[2])
return tonumber(redis.call('GET', REVISION) or 0)
`);

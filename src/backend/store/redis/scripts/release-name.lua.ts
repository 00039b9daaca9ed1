import { defineScript } from '../script.ts';

/** KEYS: name. ARGV: holder. */
export const RELEASE_NAME = defineScript(/* lua */ `
if redis.call('HGET', KEYS[1], 'holder') == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`);

import { createHash } from 'node:crypto';

/** A Lua script, which the server knows by its digest once it has run. */
export interface Script {
  readonly lua: string;
  readonly digest: string;
}

/** Scripts are TypeScript modules that export Lua, so that tsx, Jest and bundles read them alike (ADR 10). */
export function defineScript(lua: string): Script {
  return { lua, digest: createHash('sha1').update(lua).digest('hex') };
}

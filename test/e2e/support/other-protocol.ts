import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROTOCOL_VERSION } from '../../../src/protocol/version.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const VERSION_FILE = 'src/protocol/version.ts';

/** Our own sources as in an earlier or later release: with another protocol version. */
export interface OtherProtocol {
  /** Its `src`, for `Site.restart`. */
  readonly source: string;
  remove(): Promise<void>;
}

/** @param step -1: older; 1: newer */
export async function otherProtocol(step: -1 | 1): Promise<OtherProtocol> {
  const tree = await mkdtemp(join(tmpdir(), 'live-chat-protocol-'));
  await cp(join(ROOT, 'src'), join(tree, 'src'), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  await cp(join(ROOT, 'package.json'), join(tree, 'package.json'));
  const path = join(tree, VERSION_FILE);
  const text = await readFile(path, 'utf8');
  const changed = text.replace(`= ${PROTOCOL_VERSION};`, `= ${PROTOCOL_VERSION + step};`);
  if (changed === text) throw new Error(`${VERSION_FILE} does not say ${PROTOCOL_VERSION}`);
  await writeFile(path, changed);
  return { source: join(tree, 'src'), remove: () => rm(tree, { recursive: true }) };
}

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { PROTOCOL_VERSION } from '../../../src/protocol/version.ts';
import { bundleInto } from '../../support/pods/bundle.ts';

/** The relay as in an earlier or later release: with another protocol version. */
export interface OtherProtocol {
  /** For `Site.restart`. */
  readonly program: string;
  remove(): Promise<void>;
}

/** @param step -1: older; 1: newer */
export async function otherProtocol(step: -1 | 1): Promise<OtherProtocol> {
  let isChanged = false;
  const change: Plugin = {
    name: 'other-protocol',
    setup: ({ onLoad }) =>
      onLoad({ filter: /\/protocol\/version\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const contents = text.replace(`= ${PROTOCOL_VERSION};`, `= ${PROTOCOL_VERSION + step};`);
        isChanged = contents !== text;
        return { contents, loader: 'ts' };
      }),
  };
  const folder = await mkdtemp(join(tmpdir(), 'live-chat-protocol-'));
  const program = join(folder, 'main.mjs');
  await bundleInto(program, undefined, [change]);
  if (!isChanged) throw new Error(`version.ts does not say ${PROTOCOL_VERSION}`);
  return { program, remove: () => rm(folder, { recursive: true }) };
}

import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findOnPath, isExecutable } from './command.ts';
import { withProgress } from './progress.ts';
import { ToolMissing } from './tool.ts';

/** A program whose results depend on its version, so that exactly one version is accepted. */
export interface PinnedTool {
  readonly name: string;
  readonly version: string;
  /**
   * The variable that may name it, before anything is searched; the caller is then responsible for
   * its version.
   */
  readonly variable: string;
  readonly command: string;
  /** The version of a program, or undefined if it does not start. */
  readonly versionOf: (path: string) => string | undefined;
  /** How it is installed, in a few words. */
  readonly way: string;
  /** Installs the program in a folder, however long it takes. @returns whether it succeeded */
  readonly bring: (folder: string) => Promise<boolean>;
  /** The same, for a person to type. */
  readonly byHand: string;
}

/** Where tools are stored between runs: outside the repository, one folder per version. */
export function toolCache(env: NodeJS.ProcessEnv = process.env): string {
  const cache = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return env['LIVE_CHAT_TOOLS'] || join(cache, 'live-chat-tools');
}

/** What a program prints on its standard output, or undefined if it fails. */
export function answerOf(path: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(path, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

function named(tool: PinnedTool, path: string): string {
  if (tool.versionOf(path) !== undefined) return path;
  throw new ToolMissing(`${tool.variable} names ${path}, which does not start.`);
}

function onPath(tool: PinnedTool, env: NodeJS.ProcessEnv): string | undefined {
  const path = findOnPath([tool.command], env['PATH']);
  return path !== undefined && tool.versionOf(path) === tool.version ? path : undefined;
}

async function fromCache(tool: PinnedTool, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const folder = join(toolCache(env), `${tool.command}-${tool.version}`);
  const path = join(folder, tool.command);
  if (isExecutable(path)) return path;
  await mkdir(folder, { recursive: true });
  const what = `${tool.name} ${tool.version}: ${tool.way}`;
  const brought = await withProgress(what, () => tool.bring(folder));
  return brought && isExecutable(path) ? path : undefined;
}

/**
 * The path of a program: the one named in the environment, else the one on the PATH if it has the
 * pinned version, else the one that an earlier run installed, else a new one.
 * @throws ToolMissing
 */
export async function findPinnedTool(
  tool: PinnedTool,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const path = env[tool.variable];
  if (path) return named(tool, path);
  const found = onPath(tool, env) ?? (await fromCache(tool, env));
  if (found !== undefined) return found;
  throw new ToolMissing(
    `${tool.name} ${tool.version} is needed and was not found. Type: ${tool.byHand}\n` +
      `or name a program in ${tool.variable}.`,
  );
}

import { findOnPath, isExecutable, run } from './command.ts';
import { canInstall, installCommand, installPackages } from './packages.ts';

/** A program that tests need and that npm does not install. */
export interface Tool {
  readonly name: string;
  /** The variable that may name it, before anything is searched. */
  readonly variable: string;
  /** Its names on a PATH, best first. */
  readonly commands: readonly string[];
  /** The Debian packages that contain it. */
  readonly packages: readonly string[];
  /** A separate download, for machines where no package can be installed. */
  readonly download?: {
    /** Where it installs the program. */
    readonly path: () => string;
    /** It must fail on a dead network, but not on a slow one. */
    readonly fetch: () => Promise<boolean>;
    /** The same, for a person to type. */
    readonly command: string;
  };
}

/** A tool is missing and cannot be installed here; the message names the commands to type. */
export class ToolMissing extends Error {
  override readonly name = 'ToolMissing';
}

/** A program may exist and still not start, for lack of a library. */
const starts = async (path: string): Promise<boolean> =>
  isExecutable(path) && run(path, ['--version'], { quiet: true });

async function fromVariable(tool: Tool, path: string): Promise<string> {
  if (await starts(path)) return path;
  throw new ToolMissing(`${tool.variable} names ${path}, which does not start.`);
}

async function fromPath(tool: Tool, path: string | undefined): Promise<string | undefined> {
  const found = findOnPath(tool.commands, path);
  return found !== undefined && (await starts(found)) ? found : undefined;
}

async function fromDownload({ download }: Tool): Promise<string | undefined> {
  if (download === undefined) return undefined;
  if (await starts(download.path())) return download.path();
  return (await download.fetch()) && (await starts(download.path())) ? download.path() : undefined;
}

function missing({ name, variable, packages, download }: Tool): ToolMissing {
  const ways = [installCommand(packages), download?.command].filter((way) => way !== undefined);
  return new ToolMissing(
    `${name} is needed and was not found. Type one of these (apt-get as root), or name it in ${variable}:\n` +
      ways.map((way) => `  ${way}`).join('\n'),
  );
}

/**
 * The path of a program that starts: the one named in the environment, else the one on the PATH,
 * else its own download, else (if already root) the package manager's. It never asks for more
 * privileges.
 * @throws ToolMissing
 */
export async function findTool(tool: Tool, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = env[tool.variable];
  if (named) return fromVariable(tool, named);
  const found = (await fromPath(tool, env['PATH'])) ?? (await fromDownload(tool));
  if (found !== undefined) return found;
  if (canInstall(env['PATH']) && (await installPackages(tool.packages))) {
    const installed = await fromPath(tool, env['PATH']);
    if (installed !== undefined) return installed;
  }
  throw missing(tool);
}

/** Programs that belong together and have no option that only shows their version. */
export interface ProgramSet<Programs> {
  readonly name: string;
  /** The Debian packages that contain them. */
  readonly packages: readonly string[];
  /** Finds them on this machine; undefined when one is missing. */
  readonly find: () => Programs | undefined | Promise<Programs | undefined>;
}

/** The programs, found or (if already root) installed. @throws ToolMissing */
export async function findPrograms<Programs>({
  name,
  packages,
  find,
}: ProgramSet<Programs>): Promise<Programs> {
  const found = await find();
  if (found !== undefined) return found;
  if (canInstall(process.env['PATH'])) await installPackages(packages);
  const installed = await find();
  if (installed !== undefined) return installed;
  throw new ToolMissing(`${name} is needed. Type: ${installCommand(packages)}`);
}

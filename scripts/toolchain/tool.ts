import { findOnPath, isExecutable, run } from './command.ts';
import { canInstall, installCommand, installPackages } from './packages.ts';

/** A program that tests need and that npm does not bring. */
export interface Tool {
  readonly name: string;
  /** The variable that may name it, before anything is searched. */
  readonly variable: string;
  /** What it is called on a PATH, best first. */
  readonly commands: readonly string[];
  /** The Debian packages that bring it. */
  readonly packages: readonly string[];
  /** A download of its own, for machines where no package can be installed. */
  readonly download?: {
    /** Where it puts the program. */
    readonly path: () => string;
    /** A dead network must end it; a slow one must not. */
    readonly fetch: () => Promise<boolean>;
    /** The same, for a person to type. */
    readonly command: string;
  };
}

/** A tool is missing and cannot be brought here; the message names the commands to type. */
export class ToolMissing extends Error {
  override readonly name = 'ToolMissing';
}

/** A program may be there and still not start, for want of a library. */
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
 * The path of a program that starts: the one the environment names, else the one on the PATH, else
 * its own download, else (already root) the package manager's. Never asks for more rights.
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

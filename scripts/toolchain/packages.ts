import { findOnPath, run } from './command.ts';
import { withProgress } from './progress.ts';

const UNATTENDED = { DEBIAN_FRONTEND: 'noninteractive' };
/** These detect a dead network, s; a slow one may take as long as it needs. */
const NETWORK = ['-o', 'Acquire::http::Timeout=30', '-o', 'Acquire::https::Timeout=30'];

/** Whether packages can be installed here: Debian or a derivative, and already root. */
export function canInstall(path?: string): boolean {
  return process.getuid?.() === 0 && findOnPath(['apt-get'], path) !== undefined;
}

/** The command that a person would type as root. */
export function installCommand(packages: readonly string[]): string {
  return `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

const apt = (...words: string[]): Promise<boolean> =>
  run('apt-get', [...NETWORK, ...words], { env: UNATTENDED, quiet: 'unless-failed' });

/** The lists of packages are read once per run. */
let updated: Promise<boolean> | undefined;

/** Installs Debian packages non-interactively. @returns whether all are installed now */
export function installPackages(packages: readonly string[]): Promise<boolean> {
  return withProgress(`${packages.join(', ')}: apt-get install`, async () => {
    updated ??= apt('update');
    if (!(await updated)) return false;
    return apt('install', '-y', '--no-install-recommends', ...packages);
  });
}

import { findOnPath, run } from './command.ts';

const UPDATE_TIMEOUT_MS = 120_000;
const INSTALL_TIMEOUT_MS = 600_000;
const UNATTENDED = { DEBIAN_FRONTEND: 'noninteractive' };

/** Whether packages can be installed here: Debian or its kin, and root already. */
export function canInstall(path?: string): boolean {
  return process.getuid?.() === 0 && findOnPath(['apt-get'], path) !== undefined;
}

/** What a person would type, as root. */
export function installCommand(packages: readonly string[]): string {
  return `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

/** Installs Debian packages with nobody at the keyboard. @returns whether all are there now */
export async function installPackages(packages: readonly string[]): Promise<boolean> {
  const options = { env: UNATTENDED, quiet: true };
  process.stdout.write(`Installing ${packages.join(', ')} …\n`);
  if (!(await run('apt-get', ['update'], { ...options, timeoutMs: UPDATE_TIMEOUT_MS }))) {
    return false;
  }
  return run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], {
    ...options,
    timeoutMs: INSTALL_TIMEOUT_MS,
  });
}

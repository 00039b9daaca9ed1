import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath, run } from './command.ts';
import { toolCache } from './pinned-tool.ts';
import { withProgress } from './progress.ts';
import type { Tool } from './tool.ts';

const PACKAGE = 'prometheus';
const folder = (): string => join(toolCache(), 'promtool');

/**
 * Unpacks Debian's package without installing it: this needs no privileges, and starts no
 * Prometheus on a port that tests use.
 * @returns whether it was downloaded and unpacked
 */
async function fetchPackage(): Promise<boolean> {
  if (findOnPath(['apt-get']) === undefined) return false;
  await mkdir(folder(), { recursive: true });
  const options = { cwd: folder(), quiet: true };
  const download = () => run('apt-get', ['download', PACKAGE], options);
  // A fresh container has no list of packages yet.
  if (!(await download())) {
    if (process.getuid?.() !== 0 || !(await run('apt-get', ['update'], options))) return false;
    if (!(await download())) return false;
  }
  const archive = (await readdir(folder())).find((name) => name.endsWith('.deb'));
  return archive !== undefined && run('dpkg-deb', ['--extract', archive, '.'], options);
}

/** Runs the tests of alert rules. Prometheus 2.42 and later agree about everything that the rules use. */
export const PROMTOOL: Tool = {
  name: 'promtool',
  variable: 'PROMTOOL_PATH',
  commands: ['promtool'],
  packages: [PACKAGE],
  download: {
    path: () => join(folder(), 'usr/bin/promtool'),
    fetch: () => withProgress('promtool: apt-get download', fetchPackage),
    command: `apt-get download ${PACKAGE} && dpkg-deb --extract ${PACKAGE}_*.deb .`,
  },
};

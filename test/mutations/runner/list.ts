import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareOwnCluster } from '../../../scripts/toolchain/cluster-tools.ts';
import { run } from '../../../scripts/toolchain/command.ts';
import { prepareDeliveryTools } from '../../../scripts/toolchain/delivery-tools.ts';
import type { Mutation } from '../mutations.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** A mutant may hang. */
const MUTANT_TIMEOUT_MS = 300_000;

function git(folder: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', words, { cwd: folder, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`git ${words.join(' ')}: ${stderr}`);
}

/** A copy of what is committed or about to be, a repository of its own, that may be broken. */
async function copyProduct(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'live-chat-mutants-'));
  const files = git(ROOT, 'ls-files', '--cached', '--others', '--exclude-standard').split('\n');
  for (const path of files.filter((file) => file !== '' && existsSync(join(ROOT, file)))) {
    await cp(join(ROOT, path), join(folder, path), { recursive: true, verbatimSymlinks: true });
  }
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, '.git/info/exclude'), 'node_modules\n');
  return folder;
}

/** Where tests run, and how long they may take. */
interface Copy {
  readonly folder: string;
  readonly timeoutMs?: number;
}

/** Folders whose tests have settings of their own, and what brings their tools. */
const SUITES = [
  { folder: 'test/delivery/', prepare: prepareDeliveryTools },
  { folder: 'test/cluster/', prepare: prepareOwnCluster },
] as const;

const isIn = (folder: string) => (test: string) => test.startsWith(folder);

/** Runs the tests of one of Jest's settings in a copy. @returns whether all of them pass */
function passUnder(config: string, copy: Copy, tests: readonly string[]): Promise<boolean> {
  if (tests.length === 0) return Promise.resolve(true);
  const { folder, timeoutMs } = copy;
  const jest = join(folder, 'node_modules/jest/bin/jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const args = [...flags, jest, '--bail', '--config', join(folder, config), ...tests];
  return run('node', args, { cwd: folder, quiet: true, ...(timeoutMs && { timeoutMs }) });
}

/** Runs some tests in a copy. @returns whether all of them pass */
async function passes(copy: Copy, tests: readonly string[]): Promise<boolean> {
  const product = tests.filter((test) => !SUITES.some(({ folder }) => isIn(folder)(test)));
  if (!(await passUnder('jest.config.js', copy, product))) return false;
  for (const { folder } of SUITES) {
    const chosen = tests.filter(isIn(folder));
    if (!(await passUnder(`${folder}jest.config.js`, copy, chosen))) return false;
  }
  return true;
}

/** Why a mutation cannot be made, or nothing. */
function misfit({ find, replace }: Mutation, source: string): string | undefined {
  const places = source.split(find).length - 1;
  if (places !== 1) return `is found ${places} times`;
  return find === replace ? 'changes nothing' : undefined;
}

type Verdict = 'killed' | 'SURVIVED' | 'MISFIT' | 'NOT RUN';

async function tryMutation(folder: string, mutation: Mutation): Promise<Verdict> {
  const path = join(folder, mutation.file);
  const source = await readFile(path, 'utf8');
  if (misfit(mutation, source) !== undefined) return 'MISFIT';
  await writeFile(
    path,
    source.replace(mutation.find, () => mutation.replace),
  );
  try {
    return (await passes({ folder, timeoutMs: MUTANT_TIMEOUT_MS }, mutation.tests))
      ? 'SURVIVED'
      : 'killed';
  } finally {
    await writeFile(path, source);
  }
}

/** Makes the mutations of a list in a copy of the product, one after the other. @returns whether tests noticed all */
export async function tryMutations(mutations: readonly Mutation[]): Promise<boolean> {
  const folder = await copyProduct();
  try {
    for (const suite of SUITES) {
      if (mutations.some(({ tests }) => tests.some(isIn(suite.folder)))) {
        Object.assign(process.env, await suite.prepare());
      }
    }
    const sound = new Map<string, boolean>();
    const verdicts: Verdict[] = [];
    for (const mutation of mutations) {
      const tests = mutation.tests.join(' ');
      if (!sound.has(tests)) sound.set(tests, await passes({ folder }, mutation.tests));
      // Tests that fail without a mutation show nothing.
      const verdict = sound.get(tests) ? await tryMutation(folder, mutation) : 'NOT RUN';
      verdicts.push(verdict);
      process.stdout.write(`${verdict.padEnd(9)} ${mutation.file}: ${mutation.breaks}\n`);
    }
    const killed = verdicts.filter((verdict) => verdict === 'killed').length;
    for (const [tests] of [...sound].filter(([, passed]) => !passed)) {
      process.stdout.write(`fails without a mutation: ${tests}\n`);
    }
    process.stdout.write(`\n${killed} of ${mutations.length} listed mutations were noticed\n`);
    return killed === mutations.length;
  } finally {
    await rm(folder, { recursive: true });
  }
}

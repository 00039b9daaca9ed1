import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MUTATIONS, type Mutation, mutationsOf } from '../test/mutations/mutations.ts';
import { run } from './tools/command.ts';
import { prepareDeliveryTools } from './tools/delivery-tools.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COPIED = [
  'src',
  'test',
  'scripts',
  'docs',
  'charts',
  'argocd',
  'environments',
  'terraform',
  'config.sh',
  'compose.yaml',
  'package.json',
  'jest.config.js',
  'tsconfig.json',
];
const TIMEOUT_MS = 300_000;

/** A copy of the product that may be broken. */
async function copyProduct(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'live-chat-mutants-'));
  for (const path of COPIED) {
    await cp(join(ROOT, path), join(folder, path), { recursive: true, verbatimSymlinks: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const isOfDelivery = (test: string): boolean => test.startsWith('test/delivery/');

/** Runs the tests of one of Jest's settings in a copy. @returns whether all of them pass */
function passUnder(config: string, folder: string, tests: readonly string[]): Promise<boolean> {
  if (tests.length === 0) return Promise.resolve(true);
  const jest = join(folder, 'node_modules/jest/bin/jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const args = [...flags, jest, '--bail', '--config', join(folder, config), ...tests];
  return run('node', args, { cwd: folder, quiet: true, timeoutMs: TIMEOUT_MS });
}

/** Runs some tests in a copy. @returns whether all of them pass */
async function passes(folder: string, tests: readonly string[]): Promise<boolean> {
  const product = tests.filter((test) => !isOfDelivery(test));
  if (!(await passUnder('jest.config.js', folder, product))) return false;
  return passUnder('test/delivery/jest.config.js', folder, tests.filter(isOfDelivery));
}

/** Why a mutation cannot be made, or nothing. */
function misfit({ find, replace }: Mutation, source: string): string | undefined {
  const places = source.split(find).length - 1;
  if (places !== 1) return `is found ${places} times`;
  return find === replace ? 'changes nothing' : undefined;
}

type Verdict = 'killed' | 'SURVIVED' | 'MISFIT';

async function tryMutation(folder: string, mutation: Mutation): Promise<Verdict> {
  const path = join(folder, mutation.file);
  const source = await readFile(path, 'utf8');
  if (misfit(mutation, source) !== undefined) return 'MISFIT';
  await writeFile(
    path,
    source.replace(mutation.find, () => mutation.replace),
  );
  try {
    return (await passes(folder, mutation.tests)) ? 'SURVIVED' : 'killed';
  } finally {
    await writeFile(path, source);
  }
}

/**
 * `npm run mutate [-- WORD…]`: breaks a copy of the product in one place after the other; each time
 * at least one test must notice. WORD: only an area's mutations, or those whose file or meaning holds it.
 */
async function main(words: readonly string[]): Promise<boolean> {
  const named = words.map(mutationsOf);
  const unknown = words.filter((_, index) => named[index]?.length === 0);
  if (unknown.length > 0) {
    process.stdout.write(`No mutation is of ${unknown.join(', ')}.\n`);
    return false;
  }
  const chosen = words.length === 0 ? MUTATIONS : [...new Set(named.flat())];
  const folder = await copyProduct();
  try {
    if (chosen.some(({ tests }) => tests.some(isOfDelivery))) {
      Object.assign(process.env, await prepareDeliveryTools());
    }
    const tests = [...new Set(chosen.flatMap(({ tests }) => tests))];
    if (!(await passes(folder, tests))) {
      process.stdout.write('Nothing was broken: a test fails as it is.\n');
      return false;
    }
    const verdicts: Verdict[] = [];
    for (const mutation of chosen) {
      const verdict = await tryMutation(folder, mutation);
      verdicts.push(verdict);
      process.stdout.write(`${verdict.padEnd(9)} ${mutation.file}: ${mutation.breaks}\n`);
    }
    const killed = verdicts.filter((verdict) => verdict === 'killed').length;
    process.stdout.write(`\n${killed} of ${chosen.length} mutations were noticed\n`);
    return killed === chosen.length;
  } finally {
    await rm(folder, { recursive: true });
  }
}

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;

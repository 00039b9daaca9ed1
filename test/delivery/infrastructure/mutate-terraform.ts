import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AWS_PROVIDER,
  cannotTest,
  HELM_PROVIDER,
  KUBERNETES_PROVIDER,
} from '../../../scripts/toolchain/infrastructure-tools.ts';
import { MUTATIONS, type Mutation } from './mutations.ts';
import { type RootName, TerraformRoot } from './terraform-root.ts';

type Verdict = 'killed' | 'SURVIVED' | 'MISFIT';

const PROVIDERS = {
  cluster: [AWS_PROVIDER],
  platform: [AWS_PROVIDER, HELM_PROVIDER, KUBERNETES_PROVIDER],
};

async function tryMutation(
  root: TerraformRoot,
  { file, find, replace, test }: Mutation,
): Promise<Verdict> {
  const path = join(root.folder, file);
  const source = await readFile(path, 'utf8');
  if (!source.includes(find) || find === replace) return 'MISFIT';
  await writeFile(
    path,
    source.replaceAll(find, () => replace),
  );
  try {
    const events = await root.test(`-filter=tests/${test}.tftest.hcl`);
    if (events.some(({ test_run }) => test_run?.status === 'fail')) return 'killed';
    if (events.some(({ test_summary }) => test_summary?.status === 'pass')) return 'SURVIVED';
    // It failed without a failed assertion: a mutant that Terraform cannot even parse proves
    // nothing about the tests.
    return (await root.run('validate')).code === 0 ? 'killed' : 'MISFIT';
  } finally {
    await writeFile(path, source);
  }
}

/** Changes one line of a root at a time. @returns the changes that no test detected */
async function mutateRoot(
  name: RootName,
  mutations: readonly Mutation[],
): Promise<readonly string[]> {
  if (mutations.length === 0) return [];
  const reason = cannotTest(PROVIDERS[name]);
  if (reason !== undefined) {
    return [`NOT RUN ${mutations.length} of terraform/${name}: ${reason}`];
  }
  const root = await TerraformRoot.copy(name);
  const wrong: string[] = [];
  for (const mutation of mutations) {
    const verdict = await tryMutation(root, mutation);
    const line = `${verdict} terraform/${name}/${mutation.file} (${mutation.test}): ${mutation.replace.split('\n')[0]}`;
    process.stdout.write(`${line}\n`);
    if (verdict !== 'killed') wrong.push(line);
  }
  await root.remove();
  return wrong;
}

/**
 * `npm run mutate:terraform [-- WORD]`: checks that every mutation of the configuration makes its
 * test fail. WORD: only those whose file or change contains it.
 */
const word = process.argv[2] ?? '';
const chosen = MUTATIONS.filter(({ root, file, find, replace }) =>
  `terraform/${root}/${file} ${find} ${replace}`.includes(word),
);
const wrong: string[] = [];
for (const name of ['cluster', 'platform'] as const) {
  const mutations = chosen.filter(({ root }) => root === name);
  wrong.push(...(await mutateRoot(name, mutations)));
}
if (chosen.length === 0) wrong.push(`No mutation holds ${word}`);
process.stdout.write(
  `${chosen.length} mutations, ${wrong.length} lines of errors\n${wrong.join('\n')}\n`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;

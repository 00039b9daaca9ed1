import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { emptyFolder } from '../repository.ts';
import { runFunctions } from './deploy-functions.ts';

const change = (
  address: string,
  actions: readonly string[],
  replace_paths: readonly string[][] = [],
) => ({
  address,
  mode: 'managed',
  change: { actions, replace_paths },
});
const NAT = 'aws_nat_gateway.this["eu-west-1a"]';
const HARMLESS = [
  change('aws_vpc.new', ['create']),
  change('aws_eks_cluster.this', ['update']),
  change('aws_kms_key.this', ['no-op']),
  { ...change('data.aws_vpc.this', ['delete']), mode: 'data' },
];
const LOSSES = [
  change('aws_vpc.this', ['delete', 'create'], [['cidr_block']]),
  change(NAT, ['delete']),
  change('aws_iam_role.node', ['create', 'delete'], [['name'], ['path']]),
  change('aws_kms_alias.this', ['forget']),
];
const ALL = `aws_vpc.this ${NAT} aws_iam_role.node aws_kms_alias.this`;

/** Whether a plan would be applied, and what is printed about it. */
async function agree(
  changes: readonly object[],
  env: Readonly<Record<string, string>>,
  answer = '',
) {
  const plan = join(await emptyFolder(), 'plan.json');
  await writeFile(plan, JSON.stringify({ resource_changes: changes }));
  const script = `
    agree_to_losses "$PLAN"
    echo applied`;
  const settings = {
    PLAN: plan,
    PLAN_ONLY: '',
    ASSUME_YES: 'true',
    REPLACE: '',
    LIVE_CHAT_ANSWERS_FROM_STDIN: 'true',
    ...env,
  };
  const { stdout, stderr } = runFunctions('log settings losses', script, settings, answer);
  return { applied: stdout === 'applied\n', said: stderr };
}

describe('a plan that deletes or replaces something', () => {
  test('is applied if nothing is lost', async () => {
    expect(await agree(HARMLESS, {})).toEqual({ applied: true, said: '' });
  });

  test('is rejected by --yes, with every address and its reason', async () => {
    const { applied, said } = await agree([...HARMLESS, ...LOSSES], {});
    expect(applied).toBe(false);
    expect(said).toContain('aws_vpc.this would be replaced: cidr_block cannot be changed in place');
    expect(said).toContain(`${NAT} would be deleted`);
    expect(said).toContain('aws_iam_role.node would be replaced: name, path cannot');
    expect(said).toContain(`If it may go: --replace '${ALL}'`);
    expect(said).not.toContain('aws_eks_cluster.this');
  });

  test('is applied by --yes if --replace names all addresses', async () => {
    expect((await agree(LOSSES, { REPLACE: ` ${ALL}` })).applied).toBe(true);
    expect((await agree(LOSSES, { REPLACE: ALL.replaceAll(' ', '\n') })).applied).toBe(true);
  });

  test('is rejected if --replace names only some addresses', async () => {
    const { applied, said } = await agree(LOSSES, {
      REPLACE: `aws_vpc.this aws_iam_role.node aws_kms_alias`,
    });
    expect([applied, said]).toEqual([
      false,
      expect.stringContaining(`--replace '${NAT} aws_kms_alias.this'`),
    ]);
  });

  test('needs a person’s confirmation without --yes', async () => {
    expect((await agree(LOSSES, { ASSUME_YES: '' }, 'live-chat\n')).applied).toBe(true);
    expect((await agree(LOSSES, { ASSUME_YES: '' }, 'yes\n')).applied).toBe(false);
  });

  test('is reported by --plan, which applies nothing', async () => {
    const { said } = await agree(LOSSES, { PLAN_ONLY: 'true' });
    expect(said).toContain(`A run with --yes refuses this without: --replace '${ALL}'`);
  });
});

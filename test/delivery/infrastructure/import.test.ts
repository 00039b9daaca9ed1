import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { emptyFolder } from '../repository.ts';
import { runFunctions } from './deploy-functions.ts';

const PLAN = {
  resource_changes: [
    {
      address: 'aws_vpc.this',
      type: 'aws_vpc',
      change: { actions: ['create'], after: { tags: { Name: 'live-chat' } } },
    },
    {
      address: 'aws_iam_role.node',
      type: 'aws_iam_role',
      change: { actions: ['create'], after: { name: 'live-chat-node' } },
    },
  ],
};

/** What is imported when AWS lists these by their tags and only one of its networks exists. */
async function takenOver(listed: readonly string[], there: string): Promise<readonly string[]> {
  const root = await emptyFolder();
  await mkdir(join(root, 'terraform/cluster'), { recursive: true });
  await writeFile(join(root, 'plan.json'), JSON.stringify(PLAN));
  const script = `
    what_aws_has() { printf '%s\\n' "$LISTED"; }
    aws() {
      [[ $* == *"$THERE"* ]] || { echo 'An error occurred (InvalidVpcID.NotFound)' >&2; return 254; }
      printf '%s\\n' "$THERE"
    }
    write_imports "$ROOT/plan.json" || echo nothing`;
  const { stderr, status } = runFunctions('log leftovers import', script, {
    ROOT: root,
    LISTED: listed.join('\n'),
    THERE: there,
  });
  if (status !== 0) throw new Error(stderr);
  const file = join(root, 'terraform/cluster/imported.tf');
  if (!existsSync(file)) return [];
  return [...readFileSync(file, 'utf8').matchAll(/to = (\S+)\n\s+id = "([^"]+)"/g)].map(
    ([, address, id]) => `${address} ${id}`,
  );
}

test('resources that a killed run created are imported', async () => {
  const listed = ['aws_vpc live-chat\tvpc-1', 'aws_iam_role live-chat-node\tlive-chat-node'];
  expect(await takenOver(listed, 'vpc-1')).toEqual([
    'aws_vpc.this vpc-1',
    'aws_iam_role.node live-chat-node',
  ]);
});

/**
 * The access entries in AWS of a cluster to which build.sh granted access, and what a plan for
 * ADMIN_ROLE_ARNS would import.
 */
function admitted(admins: readonly string[]): string {
  const plan = {
    resource_changes: admins.map((arn) => ({
      address: `aws_eks_access_entry.admin["${arn}"]`,
      type: 'aws_eks_access_entry',
      change: { actions: ['create'], after: { principal_arn: arn } },
    })),
  };
  const script = `
    aws() {
      case "$2" in
        describe-cluster) echo ACTIVE ;;
        list-access-entries) printf '%s\\t%s\\n' "$ANN" arn:aws:iam::123456789012:role/live-chat-node ;;
        *) exit 1 ;;
      esac
    }
    has="$(access_of_ours)"
    to_import /dev/stdin "$has" <<<"$PLAN"`;
  const env = { ANN, PLAN: JSON.stringify(plan) };
  const { stdout, stderr, status } = runFunctions('log access leftovers import', script, env);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
const ANN = 'arn:aws:iam::123456789012:role/Ann';

test('access that build.sh granted is imported once ADMIN_ROLE_ARNS names the role', () => {
  const bob = 'arn:aws:iam::123456789012:role/Bob';
  expect(admitted([ANN, bob])).toBe(`aws_eks_access_entry.admin["${ANN}"]\tlive-chat:${ANN}\n`);
});

test('deleted resources that AWS still lists are not imported', async () => {
  expect(await takenOver(['aws_vpc live-chat\tvpc-1'], 'vpc-9')).toEqual([]);
});

test('each resource is imported once', async () => {
  const listed = [
    'aws_iam_role live-chat-node\tlive-chat-node',
    'aws_iam_role live-chat-node\told',
  ];
  expect(await takenOver(listed, 'vpc-9')).toEqual(['aws_iam_role.node live-chat-node']);
});

test.each(['vpc-1', 'vpc-2'])(
  'of two resources with one name the existing one is imported: %s',
  async (there) => {
    const listed = ['aws_vpc live-chat\tvpc-1', 'aws_vpc live-chat\tvpc-2'];
    expect(await takenOver(listed, there)).toEqual([`aws_vpc.this ${there}`]);
  },
);

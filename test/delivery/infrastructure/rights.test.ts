import { describe, expect, test } from '@jest/globals';
import { ACCOUNT, mayDo, type Role, rolesOfBootstrap } from './roles.ts';

const roles = rolesOfBootstrap();
const role = (name: string): Role => {
  const found = roles.find((one) => one.name === name);
  if (found === undefined) throw new Error(`bootstrap makes no role ${name}`);
  return found;
};

const iam = `arn:aws:iam::${ACCOUNT}`;
const here = (service: string, resource: string): string =>
  `arn:aws:${service}:eu-west-1:${ACCOUNT}:${resource}`;
const SECRET = (name: string): string => here('secretsmanager', `secret:live-chat/${name}-a1B2c3`);
const CLUSTER = here('eks', 'cluster/live-chat');
const IMAGES = here('ecr', 'repository/live-chat/backend');
const STATE = `arn:aws:s3:::live-chat-state-${ACCOUNT}-eu-west-1/cluster.tfstate`;

/** Role, action, resource: what the role's own policy allows, and what it does not. */
const ALLOWED: readonly (readonly [string, string, string])[] = [
  ['apply', 'iam:DeleteRole', `${iam}:role/live-chat-cluster`],
  ['apply', 'iam:GetRole', `${iam}:role/anybody`],
  ['plan', 's3:GetObject', STATE],
  ['plan', 'secretsmanager:GetSecretValue', SECRET('production/redis-password')],
  ['push', 'ecr:PutImage', IMAGES],
  ['watch', 'eks:UpdateClusterConfig', CLUSTER],
  ['watch', 'eks:DescribeCluster', CLUSTER],
  ['watch', 'ecr:BatchGetImage', IMAGES],
];
const REFUSED: readonly (readonly [string, string, string])[] = [
  ...[
    'iam:PutRolePolicy',
    'iam:AttachRolePolicy',
    'iam:DeleteRolePermissionsBoundary',
    'iam:UpdateAssumeRolePolicy',
  ].flatMap((action) =>
    ['apply', 'plan', 'push', 'watch'].map(
      (name) => ['apply', action, `${iam}:role/live-chat-${name}`] as const,
    ),
  ),
  ['apply', 'iam:CreatePolicyVersion', `${iam}:policy/live-chat-boundary`],
  ['apply', 'iam:UpdateAssumeRolePolicy', `${iam}:role/live-chat-production-apply`],
  ['apply', 'iam:CreatePolicyVersion', `${iam}:policy/live-chat-production-boundary`],
  // Without the boundary.
  ['apply', 'iam:CreateRole', `${iam}:role/live-chat-cluster`],
  ['apply', 'iam:DeleteRole', `${iam}:role/somebody-else`],
  ['plan', 's3:PutObject', STATE],
  ['plan', 'secretsmanager:GetSecretValue', SECRET('live-chat-secret')],
  ['plan', 'secretsmanager:GetSecretValue', SECRET('argocd-repository')],
  ['push', 'ecr:DeleteRepository', IMAGES],
  ['push', 'ecr:PutImage', here('ecr', 'repository/other/backend')],
  ['watch', 'eks:UpdateClusterConfig', here('eks', 'cluster/other')],
  ['watch', 'eks:DeleteCluster', CLUSTER],
  ['watch', 'ecr:PutImage', IMAGES],
  ['watch', 's3:GetObject', STATE],
];

describe('what a role may do by its own policy', () => {
  test.each(ALLOWED)('%s may %s %s', async (name, action, resource) => {
    expect(await mayDo(role(name), action, resource)).toBe(true);
  });

  test.each(REFUSED)('%s may not %s %s', async (name, action, resource) => {
    expect(await mayDo(role(name), action, resource)).toBe(false);
  });
});

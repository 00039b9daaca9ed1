import type { PlannedResource } from './terraform-root.ts';

/** One thing that a policy examined, and its problem. */
export interface Finding {
  readonly address: string;
  readonly wrong?: string;
}

export interface Policy {
  readonly name: string;
  readonly examine: (resources: readonly PlannedResource[]) => readonly Finding[];
  /** The same resources, one of them with a violation. */
  readonly violate: (resources: readonly PlannedResource[]) => readonly PlannedResource[];
}

const finding = (address: string, wrong: string | false): Finding =>
  wrong === false ? { address } : { address, wrong };

const ofType =
  (...types: readonly string[]) =>
  (resources: readonly PlannedResource[]) =>
    resources.filter(({ mode, type }) => mode === 'managed' && types.includes(type));

/** The first resource of a type gets other values. */
const changed =
  (type: string, values: Readonly<Record<string, unknown>>) =>
  (resources: readonly PlannedResource[]): readonly PlannedResource[] => {
    const first = resources.find((resource) => resource.type === type);
    return resources.map((resource) =>
      resource === first ? { ...resource, values: { ...resource.values, ...values } } : resource,
    );
  };

/**
 * Pod identity associations have no tags_all; another test covers the tags that a template gives to
 * other resources.
 */
const TAGS = 'live-chat:project';

const tagged: Policy = {
  name: 'every resource that can have tags has ours',
  examine: (resources) =>
    resources
      .filter(({ mode, values }) => mode === 'managed' && 'tags_all' in values)
      .map(({ address, values }) => {
        const tags = values['tags_all'];
        const ours = typeof tags === 'object' && tags !== null && TAGS in tags;
        return finding(address, !ours && `it lacks ${TAGS}`);
      }),
  violate: changed('aws_vpc', { tags_all: {} }),
};

const OPEN = /0\.0\.0\.0\/0|::\/0/;

const closed: Policy = {
  name: 'no access is open to everyone',
  examine: (resources) =>
    ofType(
      'aws_security_group',
      'aws_default_security_group',
      'aws_vpc_security_group_ingress_rule',
      'aws_eks_cluster',
      'aws_subnet',
    )(resources).map(({ address, values }) => {
      const ways = [
        values['ingress'],
        values['cidr_ipv4'],
        values['cidr_ipv6'],
        values['vpc_config'],
      ];
      const wide = OPEN.test(JSON.stringify(ways));
      return finding(address, (wide || values['map_public_ip_on_launch'] === true) && 'it is open');
    }),
  violate: changed('aws_vpc_security_group_ingress_rule', { cidr_ipv4: '0.0.0.0/0' }),
};

const ENCRYPTED: Readonly<Record<string, (values: Readonly<Record<string, unknown>>) => boolean>> =
  {
    aws_launch_template: (values) =>
      JSON.stringify(values['block_device_mappings']).includes('"encrypted":"true"'),
    aws_elasticache_replication_group: (values) =>
      String(values['at_rest_encryption_enabled']) === 'true' &&
      values['transit_encryption_enabled'] === true,
    aws_ecr_repository: (values) =>
      JSON.stringify(values['encryption_configuration']).includes('"KMS"'),
    aws_eks_cluster: (values) => JSON.stringify(values['encryption_config']).includes('"secrets"'),
  };

const encrypted: Policy = {
  name: 'data at rest is encrypted',
  examine: (resources) =>
    ofType(...Object.keys(ENCRYPTED))(resources).map(({ address, type, values }) =>
      finding(address, ENCRYPTED[type]?.(values) !== true && 'it is not encrypted'),
    ),
  violate: changed('aws_ecr_repository', {
    encryption_configuration: [{ encryption_type: 'AES256' }],
  }),
};

const bounded: Policy = {
  name: 'every role has the boundary',
  examine: (resources) =>
    ofType('aws_iam_role')(resources).map(({ address, values }) =>
      finding(
        address,
        values['permissions_boundary'] !== 'arn:aws:iam::123456789012:policy/live-chat-boundary' &&
          'it could be given more than the deployment may',
      ),
    ),
  violate: changed('aws_iam_role', { permissions_boundary: null }),
};

const zoned: Policy = {
  name: 'each kind of subnet, and nodes, are in three zones',
  examine: (resources) =>
    [
      'aws_subnet.public',
      'aws_subnet.private',
      'aws_subnet.database',
      'aws_eks_node_group.zone',
    ].map((kind) => {
      const zones = resources.filter(({ address }) => address.startsWith(`${kind}[`));
      return finding(kind, zones.length !== 3 && `it has ${zones.length} zones`);
    }),
  violate: (resources) =>
    resources.filter(({ address }) => address !== 'aws_subnet.private["eu-west-1b"]'),
};

/** AWS does not know what production runs, so a rule would expire that too. */
const kept: Policy = {
  name: 'no image expires',
  examine: (resources) =>
    ofType(
      'aws_ecr_repository',
      'aws_ecr_lifecycle_policy',
    )(resources).map(({ address, type }) =>
      finding(address, type === 'aws_ecr_lifecycle_policy' && 'it expires images'),
    ),
  violate: (resources) =>
    resources.map((resource) =>
      resource.type === 'aws_ecr_repository'
        ? { ...resource, type: 'aws_ecr_lifecycle_policy' }
        : resource,
    ),
};

export const POLICIES: readonly Policy[] = [tagged, closed, encrypted, bounded, zoned, kept];

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The state of the fake cluster between two calls of the fake kubectl. */
interface Cluster {
  argocd: boolean;
  /** Environments whose application runs. */
  applications: string[];
  root: boolean;
  /** Environments whose Ingress exists, with the host of its load balancer once it has one. */
  ingresses: Record<string, string>;
  /** Ingresses that are being deleted: how many more calls their controller takes. */
  leaving: Record<string, number>;
  volumes: string[];
  hosts: Record<string, string>;
  /**
   * Names that External DNS created: how many more queries to Route 53 each lasts once its Ingress
   * is gone.
   */
  names: Record<string, number>;
}

const setting = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};

const FILE = join(setting('FAKE_STATE'), 'cluster.json');
const EMPTY: Cluster = {
  argocd: false,
  applications: [],
  root: false,
  ingresses: {},
  leaving: {},
  volumes: [],
  hosts: {},
  names: {},
};
const QUESTIONS_UNTIL_GONE = 2;

const load = (): Cluster =>
  existsSync(FILE) ? { ...EMPTY, ...JSON.parse(readFileSync(FILE, 'utf8')) } : { ...EMPTY };
const save = (cluster: Cluster): void => writeFileSync(FILE, JSON.stringify(cluster));

/** @param words arguments, several in a text */
function aws(...words: string[]): string {
  const call = [join(setting('FAKES'), 'aws-call.py'), ...words.flatMap((word) => word.split(' '))];
  const { status, stdout, stderr } = spawnSync(setting('FAKE_PYTHON'), ['-S', '-E', ...call], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`aws ${words.join(' ')}: ${stderr}`);
  return stdout.trim();
}

const project = process.env['PROJECT'] ?? 'live-chat';
const domain = process.env['DOMAIN'] ?? '';
const TAGS = `Key=elbv2.k8s.aws/cluster,Value=${project}`;

/** What the load balancer controller creates for an Ingress. @returns the load balancer's name */
function makeBalancer(environment: string): string {
  const ours = `--filters Name=tag:live-chat:project,Values=${project} --output text --query`;
  const subnets = aws('ec2 describe-subnets', ours, 'Subnets[].SubnetId').split(/\s+/);
  const vpc = aws('ec2 describe-vpcs', ours, 'Vpcs[0].VpcId');
  const group = aws(
    `ec2 create-security-group --group-name k8s-traffic-${environment} --description shared`,
    `--vpc-id ${vpc} --tag-specifications ResourceType=security-group,Tags=[{${TAGS}}]`,
    '--query GroupId --output text',
  );
  aws(
    `elbv2 create-target-group --name k8s-${environment} --protocol HTTP --port 3000`,
    `--vpc-id ${vpc} --target-type ip --tags ${TAGS}`,
  );
  return aws(
    `elbv2 create-load-balancer --name k8s-${environment} --security-groups ${group} --tags ${TAGS}`,
    `--query LoadBalancers[0].DNSName --output text --subnets`,
    ...subnets.slice(0, 3),
  );
}

/** What it deletes before the Ingress may be deleted. It forgets the shared security group. */
function removeBalancer(environment: string): void {
  const named = `--names k8s-${environment} --output text --query`;
  const balancer = aws('elbv2 describe-load-balancers', named, 'LoadBalancers[0].LoadBalancerArn');
  aws('elbv2 delete-load-balancer --load-balancer-arn', balancer);
  const target = aws('elbv2 describe-target-groups', named, 'TargetGroups[0].TargetGroupArn');
  aws('elbv2 delete-target-group --target-group-arn', target);
}

/** Git's answer about the branch that Argo CD follows, which is no checkout. */
const askGit = (...args: string[]): string =>
  spawnSync(setting('REAL_GIT'), ['--git-dir', setting('FAKE_REPOSITORY'), ...args], {
    encoding: 'utf8',
  }).stdout.trim();

/** @returns what should run; nothing without the file */
const imagesOf = (environment: string): string[] =>
  [
    ...askGit('show', `main:environments/${environment}/images.yaml`).matchAll(
      /sha256:[0-9a-f]{64}/g,
    ),
  ].map(([digest]) => `registry/image@${digest}`);

/**
 * What External DNS creates for an Ingress or deletes: the name, and the record that marks it as
 * its own.
 */
function changeNames(Action: 'CREATE' | 'DELETE', environment: string): void {
  const name = environment === 'production' ? domain : `${environment}.${domain}`;
  const record = (Name: string, Type: string, Value: string): object => ({
    Action,
    ResourceRecordSet: { Name, Type, TTL: 300, ResourceRecords: [{ Value }] },
  });
  const mark = `"heritage=external-dns,external-dns/owner=${project},external-dns/resource=ingress"`;
  const Changes = [record(name, 'A', '192.0.2.1'), record(`cname-${name}`, 'TXT', mark)];
  const zone = aws('route53 list-hosted-zones --query HostedZones[0].Id --output text');
  const batch = JSON.stringify({ Changes });
  aws(`route53 change-resource-record-sets --hosted-zone-id ${zone} --change-batch ${batch}`);
}

/** External DNS polls for as long as it is installed. */
function lookAtNames(cluster: Cluster): void {
  if (!cluster.argocd) return;
  for (const [environment, questions] of Object.entries(cluster.names)) {
    if (environment in cluster.ingresses) continue;
    cluster.names[environment] = questions - 1;
    if (questions > 1) continue;
    changeNames('DELETE', environment);
    delete cluster.names[environment];
  }
}

/** Argo CD and the controllers do what is due, as they would between two calls. */
function reconcile(cluster: Cluster): void {
  if (cluster.root) {
    for (const environment of ['staging', 'production']) {
      if (imagesOf(environment).length === 0 || cluster.applications.includes(environment))
        continue;
      cluster.applications.push(environment);
      cluster.ingresses[environment] = makeBalancer(environment);
      if (domain !== '') {
        changeNames('CREATE', environment);
        cluster.names[environment] = QUESTIONS_UNTIL_GONE;
      }
      if (environment === 'staging') cluster.volumes.push(makeVolume());
    }
  }
  if (existsSync(join(setting('FAKE_STATE'), 'controller-is-stuck'))) return;
  for (const [environment, questions] of Object.entries(cluster.leaving)) {
    cluster.leaving[environment] = questions - 1;
    if (questions > 1) continue;
    removeBalancer(environment);
    delete cluster.leaving[environment];
    delete cluster.ingresses[environment];
  }
}

const makeVolume = (): string =>
  aws(
    `ec2 create-volume --size 2 --availability-zone ${setting('AWS_REGION')}a`,
    `--tag-specifications ResourceType=volume,Tags=[{Key=live-chat:project,Value=${project}}]`,
    '--query VolumeId --output text',
  );

function leave(cluster: Cluster): void {
  for (const environment of Object.keys(cluster.ingresses)) {
    cluster.leaving[environment] ??= QUESTIONS_UNTIL_GONE;
  }
}

function names(cluster: Cluster, kind: string): string[] {
  switch (kind.split('.')[0]) {
    case 'applications':
      return [
        ...(cluster.root ? ['root'] : []),
        ...cluster.applications.map((name) => `live-chat-${name}`),
      ];
    case 'applicationsets':
      return cluster.root ? ['live-chat'] : [];
    case 'ingresses':
    case 'targetgroupbindings':
      return Object.keys(cluster.ingresses);
    case 'persistentvolumes':
      return cluster.volumes;
    default:
      return [];
  }
}

function applicationList(cluster: Cluster): string {
  const revision = askGit('rev-parse', 'main');
  const items = cluster.applications.map((name) => {
    const parameters = [{ name: 'ingress.balancerHost', value: cluster.hosts[name] ?? '' }];
    const source = { helm: { parameters } };
    return {
      metadata: { name: `live-chat-${name}` },
      spec: { source },
      status: {
        health: { status: 'Healthy' },
        sync: { status: 'Synced', revision, comparedTo: { source } },
        summary: { images: imagesOf(name) },
      },
    };
  });
  return JSON.stringify({ items });
}

function get(cluster: Cluster, args: readonly string[], namespace: string): string {
  const kind = args[0] ?? '';
  const output = args.join(' ');
  if (kind === 'namespace') return 'default';
  if (kind === 'secret') {
    const annotations = Object.entries(cluster.hosts).map(([name, host]) => [
      `live_chat_host_${name}`,
      host,
    ]);
    return JSON.stringify({ metadata: { annotations: Object.fromEntries(annotations) } });
  }
  if (kind.startsWith('ingresses') && output.includes('jsonpath={range')) {
    return Object.keys(cluster.ingresses)
      .map((name) => `live-chat-${name} live-chat`)
      .join('\n');
  }
  if (kind === 'ingress') return cluster.ingresses[namespace.replace('live-chat-', '')] ?? '';
  if (kind.startsWith('services')) return JSON.stringify({ items: [] });
  if (output.includes('--output json')) return applicationList(cluster);
  return names(cluster, kind)
    .map((name) => `${kind}/${name}`)
    .join('\n');
}

function remove(cluster: Cluster, kind: string, args: readonly string[]): void {
  if (kind.startsWith('applications.') && (args[0] === 'root' || args.includes('--all'))) {
    // The finalizer cascades: an Application is gone only once its Ingress is.
    cluster.root = false;
    leave(cluster);
    if (cluster.argocd) cluster.applications = [];
  }
  if (kind.startsWith('ingresses')) leave(cluster);
  // The driver removes the volume of a claim.
  if (kind === 'persistentvolumeclaims') {
    for (const volume of cluster.volumes.splice(0)) aws('ec2 delete-volume --volume-id', volume);
  }
}

/**
 * Without its finalizer an object that is being deleted disappears, whatever its controller
 * created.
 */
function release(cluster: Cluster, object: string): void {
  if (object.startsWith('applications')) cluster.applications = [];
  if (!object.startsWith('ingresses')) return;
  for (const environment of Object.keys(cluster.leaving)) {
    delete cluster.leaving[environment];
    delete cluster.ingresses[environment];
  }
}

function annotate(cluster: Cluster, args: readonly string[]): void {
  const match = args.join(' ').match(/live_chat_host_(\S+?)=(\S+)/);
  if (match?.[1] !== undefined && match[2] !== undefined) cluster.hosts[match[1]] = match[2];
}

function main(all: readonly string[]): void {
  if (all[0] === 'version') {
    process.stdout.write('Client Version: v1.35.0\n');
    return;
  }
  const cluster = load();
  if (all[0] === 'fake-look-at-names') {
    lookAtNames(cluster);
    save(cluster);
    return;
  }
  if (all[0] === 'fake-install-platform') {
    save({ ...cluster, argocd: true, root: true });
    return;
  }
  if (all[0] === 'fake-remove-platform') {
    // Its controllers go with it: objects that still wait for them wait forever.
    if (Object.keys(cluster.ingresses).length > 0) throw new Error('Ingresses would be stranded');
    save({ ...cluster, argocd: false, root: false });
    return;
  }
  if (existsSync(join(setting('FAKE_STATE'), 'api-is-unreachable'))) {
    process.stderr.write('Unable to connect to the server: dial tcp: i/o timeout\n');
    process.exitCode = 1;
    return;
  }
  const namespace = all[all.indexOf('--namespace') + 1] ?? '';
  const verb = all.findIndex((word) => ['get', 'delete', 'annotate', 'patch'].includes(word));
  const args = all.slice(verb + 1);
  reconcile(cluster);
  if (all[verb] === 'get') process.stdout.write(`${get(cluster, args, namespace)}\n`);
  if (all[verb] === 'delete') remove(cluster, args[0] ?? '', args.slice(1));
  if (all[verb] === 'annotate') annotate(cluster, args);
  if (all[verb] === 'patch') release(cluster, args[0] ?? '');
  save(cluster);
}

main(process.argv.slice(2));

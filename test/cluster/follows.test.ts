import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import type { Kubectl } from './kubectl.ts';
import type { Release } from './origin.ts';
import { runFunctions } from './scripts.ts';
import { rootApplication, startWorld, type World } from './world.ts';

const NAMESPACE = 'live-chat-staging';
const APPLICATION = 'application/live-chat-staging';
const BALANCER = 'k8s-staging-0123456789.eu-north-1.elb.amazonaws.com';

/** A digest of an image that does not exist. */
const ABSENT = `sha256:${'a'.repeat(64)}`;

const POD = v.object({
  metadata: v.object({ name: v.string() }),
  spec: v.object({ containers: v.tuple([v.object({ image: v.string() })]) }),
});
const POD_LIST = v.object({ items: v.array(POD) });
const WAITING = v.object({
  containerStatuses: v.tuple([
    v.object({ state: v.object({ waiting: v.object({ reason: v.string() }) }) }),
  ]),
});

const CONDITIONS = v.object({ conditions: v.array(v.object({ message: v.string() })) });

/** A member of the group to which build.sh adds the role `watch`. */
const WATCHER = ['--as=somebody', '--as-group=live-chat-watchers'];

const replaceWith = (path: string, value: unknown): object[] => [{ op: 'replace', path, value }];

/** Every object of the namespace except events. */
async function everything(kubectl: Kubectl): Promise<string[]> {
  const kinds = await kubectl.run([
    'api-resources',
    '--namespaced',
    '--verbs=list',
    '--output=name',
  ]);
  const looked = kinds.split('\n').filter((kind) => kind !== '' && !kind.startsWith('events'));
  const names = await kubectl.run(['get', looked.join(','), '-n', NAMESPACE, '-o', 'name']);
  return names
    .split('\n')
    .filter((name) => name !== '')
    .sort();
}

describe('a cluster that follows the repository', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(async () => {
    await world?.stop();
  });

  /** Asks Argo CD to refresh now, as the workflows do. */
  const refresh = () => runFunctions(world.kubectl, 'refresh_applications');

  async function runs(commit: string): Promise<void> {
    const { kubectl } = world;
    await kubectl.wait(APPLICATION, 'argocd', '.status.sync.revision', commit);
    await kubectl.wait(APPLICATION, 'argocd', '.status.sync.status', 'Synced');
    await kubectl.wait(APPLICATION, 'argocd', '.status.health.status', 'Healthy');
  }

  /** The pods of a component, sorted by name. */
  async function pods(component: string): Promise<{ name: string; image: string }[]> {
    const label = `app.kubernetes.io/component=${component}`;
    const args = ['get', 'pods', '-n', NAMESPACE, '-l', label, '-o', 'json'];
    return v
      .parse(POD_LIST, JSON.parse(await world.kubectl.run(args)))
      .items.map(({ metadata, spec }) => ({
        name: metadata.name,
        image: spec.containers[0].image,
      }));
  }

  /** Whether the scripts report that staging runs a release, now or within this many seconds. */
  async function sees({ backend, ui }: Release, seconds = 0): Promise<boolean> {
    const images = `backend ${backend}\nui ${ui}`;
    const body = `wait_until ${seconds} 'a release' runs_recorded_images staging "$IMAGES"`;
    return (await runFunctions(world.kubectl, body, { IMAGES: images })).code === 0;
  }

  /** Waits until all pods of a component run a release. */
  async function runsAlone(component: string, digest: string): Promise<void> {
    const { kubectl } = world;
    const name = `deployment/live-chat-${component}`;
    await kubectl.run(['rollout', 'status', name, '-n', NAMESPACE, '--timeout=180s']);
    const old = (await pods(component)).filter(({ image }) => !image.endsWith(digest));
    for (const { name } of old) await kubectl.disappears(`pod/${name}`, NAMESPACE);
  }

  const healthy = (): Promise<void> =>
    world.kubectl.wait(APPLICATION, 'argocd', '.status.health.status', 'Healthy');

  it('creates nothing before an environment has images', async () => {
    const { kubectl, origin } = world;
    await kubectl.apply(rootApplication(origin.url));
    await kubectl.appears('applicationset/live-chat', 'argocd');
    await kubectl.wait('application/root', 'argocd', '.status.sync.status', 'Synced');
    const names = await kubectl.run(['get', 'applications', '-n', 'argocd', '-o', 'name']);
    expect(names).toBe('application.argoproj.io/root\n');
  });

  it('runs what is pushed: Synced, and Healthy once the load balancer has its name', async () => {
    const { kubectl, origin, releases } = world;
    const commit = await origin.record('staging', releases[0]);
    await refresh();
    await kubectl.appears(APPLICATION, 'argocd');
    await kubectl.appears('ingress/live-chat', NAMESPACE);
    await kubectl.patchStatus('ingress/live-chat', NAMESPACE, {
      loadBalancer: { ingress: [{ hostname: BALANCER }] },
    });
    await runs(commit);
    const body = 'publish_balancer_host staging\nwait_for_application staging\naddress_of staging';
    const settled = await runFunctions(kubectl, body);
    expect(settled.output).toContain(`https://${BALANCER}`);
    expect(settled.code).toBe(0);
    await runs(commit);
    expect(await kubectl.read('configmap/live-chat-backend', NAMESPACE)).toMatchObject({
      data: { PUBLIC_HOSTS: BALANCER },
    });
  });

  it('runs the next images when they are pushed, and the scripts detect it', async () => {
    const { origin, releases } = world;
    const commit = await origin.record('staging', releases[1]);
    await refresh();
    await runs(commit);
    for (const component of ['backend', 'ui'] as const) {
      await runsAlone(component, releases[1][component]);
      expect(await pods(component)).toHaveLength(2);
    }
    expect(await sees(releases[1], 60)).toBe(true);
    expect(await sees(releases[0])).toBe(false);
  });

  it('lets the role that waits for deployments see only what it waits for', async () => {
    const { kubectl } = world;
    const may = async (...question: string[]): Promise<string> =>
      (await kubectl.ask([...WATCHER, 'auth', 'can-i', ...question])).stdout.trim();
    const healthy = 'wait_for_application staging\naddress_of staging';
    const waited = await runFunctions(
      kubectl,
      `kube() { kubectl ${WATCHER.join(' ')} "$@"; }\n${healthy}`,
    );
    expect(waited.output).toContain(`https://${BALANCER}`);
    expect(waited.code).toBe(0);
    expect(await may('list', 'applications.argoproj.io', '-n', 'argocd')).toBe('yes');
    expect(await may('get', 'ingresses.networking.k8s.io', '-n', NAMESPACE)).toBe('yes');
    expect(await may('patch', 'applications.argoproj.io', '-n', 'argocd')).toBe('no');
    expect(await may('get', 'secrets', '-n', 'argocd')).toBe('no');
    expect(await may('patch', 'secrets', '-n', 'argocd')).toBe('no');
    expect(await may('get', 'secrets', '-n', NAMESPACE)).toBe('no');
    expect(await may('list', 'pods', '--all-namespaces')).toBe('no');
  });

  describe('lets the role that waits for deployments publish the name of a load balancer', () => {
    const annotate = (annotation: string) =>
      world.kubectl.ask([
        ...WATCHER,
        'annotate',
        'secret',
        'in-cluster',
        '-n',
        'argocd',
        '--overwrite',
        annotation,
      ]);
    const patch = (change: object) =>
      world.kubectl.ask([
        ...WATCHER,
        ...['patch', 'secret', 'in-cluster', '-n', 'argocd', '--type=merge'],
        `--patch=${JSON.stringify(change)}`,
      ]);

    it('as the scripts write it', async () => {
      expect((await annotate(`live_chat_host_production=${BALANCER}`)).status).toBe(0);
    });

    it.each([
      ['another host', 'live_chat_host_staging=chat.example.org'],
      ['where Argo CD reads from', 'live_chat_repo_url=https://example.org/theirs.git'],
      ['where images come from', 'live_chat_registry=example.org/theirs'],
      ['an annotation less', 'live_chat_registry-'],
    ])('but not %s', async (_, annotation) => {
      const { status, stderr } = await annotate(annotation);
      expect([status, stderr]).toEqual([1, expect.stringContaining('watchers may write no')]);
    });

    it.each([
      ['a server', { stringData: { server: 'https://example.org' } }],
      ['a label', { metadata: { labels: { 'live-chat/cluster': 'false' } } }],
      ['a finalizer', { metadata: { finalizers: ['example.org/theirs'] } }],
    ])('and not %s', async (_, change) => {
      const { status, stderr } = await patch(change);
      expect([status, stderr]).toEqual([1, expect.stringContaining('annotations alone')]);
    });
  });

  it('keeps running an environment whose record is removed', async () => {
    const { kubectl, origin } = world;
    const before = await pods('ui');
    origin.remove('environments/staging/images.yaml');
    await refresh();
    // Argo CD has seen the change once it reports the missing file.
    await kubectl.until(
      APPLICATION,
      'argocd',
      ({ status }) =>
        v.is(CONDITIONS, status) && JSON.stringify(status.conditions).includes('images.yaml'),
    );
    expect(await pods('ui')).toEqual(before);
    origin.revert();
    await refresh();
    await healthy();
  });

  describe('repairs manual changes:', () => {
    it.each([
      [
        'an image',
        'deployment/live-chat-ui',
        replaceWith('/spec/template/spec/containers/0/image', 'example.org/other:latest'),
      ],
      [
        'whom a Service leads to',
        'service/live-chat-backend',
        replaceWith('/spec/selector/app.kubernetes.io~1component', 'ui'),
      ],
      [
        'who may knock',
        'networkpolicy/live-chat-deny-all',
        [{ op: 'add', path: '/spec/ingress', value: [{}] }],
      ],
    ])('%s', async (_, object, patch) => {
      const { kubectl } = world;
      const before = (await kubectl.read(object, NAMESPACE)).spec;
      const changed = await kubectl.patch(object, NAMESPACE, patch);
      expect(changed.spec).not.toEqual(before);
      await kubectl.wait(APPLICATION, 'argocd', '.status.sync.status', 'Synced');
      await kubectl.until(object, NAMESPACE, ({ spec }) => isDeepStrictEqual(spec, before));
    });

    it('an object that was deleted', async () => {
      const { kubectl } = world;
      const before = await kubectl.read('poddisruptionbudget/live-chat-ui', NAMESPACE);
      await kubectl.run(['delete', 'poddisruptionbudget/live-chat-ui', '-n', NAMESPACE]);
      await kubectl.appears('poddisruptionbudget/live-chat-ui', NAMESPACE);
      const after = await kubectl.read('poddisruptionbudget/live-chat-ui', NAMESPACE);
      expect(after.spec).toEqual(before.spec);
    });
  });

  it('a release that cannot run is never Healthy, removes no pod, and is reverted', async () => {
    const { kubectl, origin, releases } = world;
    await healthy();
    const before = await pods('ui');
    const broken = { ...releases[1], ui: ABSENT };
    const commit = await origin.record('staging', broken);
    await refresh();
    await kubectl.wait(APPLICATION, 'argocd', '.status.sync.revision', commit);
    await kubectl.wait(APPLICATION, 'argocd', '.status.health.status', 'Progressing');
    await kubectl.until('pods', NAMESPACE, ({ status }) => v.is(WAITING, status));
    expect(await sees(broken)).toBe(false);
    expect((await pods('ui')).filter(({ image }) => !image.endsWith(ABSENT))).toEqual(before);
    const back = origin.revert();
    await refresh();
    await runs(back);
    await runsAlone('ui', releases[1].ui);
    expect(await pods('ui')).toEqual(before);
    expect(await sees(releases[1], 60)).toBe(true);
  });

  it('is deleted completely by destroy.sh, except for what Terraform created', async () => {
    const { kubectl } = world;
    // The load balancer controller does that: an Ingress stays until its balancer is gone.
    const finalizers = '/metadata/finalizers';
    await kubectl.patch('ingress/live-chat', NAMESPACE, [
      { op: 'add', path: finalizers, value: ['ingress.k8s.aws/resources'] },
    ]);
    const running = runFunctions(kubectl, 'take_down_applications; take_down_balancers');
    // Meanwhile everything that does not wait for it goes. Its project must not: it was deleted too early once.
    await kubectl.disappears('applicationset/live-chat', 'argocd');
    await kubectl.until(
      'appproject/live-chat',
      'argocd',
      ({ metadata }) => metadata['deletionTimestamp'] !== undefined,
    );
    await kubectl.patch('ingress/live-chat', NAMESPACE, [{ op: 'remove', path: finalizers }]);
    const down = await running;
    expect(down.output).not.toMatch(/Warning|by hand/);
    expect(down.code).toBe(0);
    expect(await everything(kubectl)).toEqual([
      'configmap/kube-root-ca.crt',
      'role.rbac.authorization.k8s.io/live-chat-watchers',
      'rolebinding.rbac.authorization.k8s.io/live-chat-watchers',
      'secret/live-chat',
      'serviceaccount/default',
    ]);
  });
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import { generate } from 'selfsigned';
import { COMPONENTS } from '../../../scripts/release/images/component.ts';
import { template } from '../charts/chart.ts';
import type { Values } from '../charts/edges.ts';
import { ImageMaker } from '../images/built.ts';
import type { BuiltImage } from '../images/engine.ts';
import { loopback } from '../images/loopback.ts';
import { type Manifest, parseManifests } from '../manifests.ts';
import { part } from '../policies/policy.ts';
import { atEnd, emptyFolder } from '../repository.ts';
import { ADDRESS, askBalancer, HOST } from './asking.ts';
import { Cluster } from './cluster.ts';
import { hastened } from './hastened.ts';
import { RehearsedRedis } from './redis.ts';
import { readListeners } from './routes.ts';
import { runSuite } from './suite.ts';

/** Like an environment with a domain, with the shortest times that the chart allows. */
const VALUES: Values = {
  'ingress.host': HOST,
  'ingress.healthCheck.intervalSeconds': 5,
  'ingress.healthCheck.timeoutSeconds': 2,
  'shutdown.preStopSeconds': 15,
  'shutdown.gracePeriodSeconds': 30,
};
const PASSWORD = 'p'.repeat(32);
const SECRETS = { 'live-chat': { 'chat-secret': 's'.repeat(32), 'redis-password': PASSWORD } };
const REDIS_ADDRESS = loopback(3, 1);

let manifests: Manifest[];
let maker: ImageMaker;
let cluster: Cluster;
let redis: RehearsedRedis;

beforeAll(async () => {
  const folder = await emptyFolder();
  manifests = hastened(parseManifests(template(VALUES).stdout));
  maker = await ImageMaker.start(folder);
  const images = new Map<string, BuiltImage>();
  for (const component of COMPONENTS) {
    images.set(component, await maker.engine.open(maker.build(component, 'rehearsal')));
  }
  const made = await generate([{ name: 'commonName', value: HOST }], { keyType: 'ec' });
  redis = await RehearsedRedis.start(REDIS_ADDRESS, PASSWORD);
  atEnd(() => redis.stop());
  const names = { [REDIS_ADDRESS]: 'live-chat-redis' };
  const { engine } = maker;
  cluster = new Cluster({ manifests, secrets: SECRETS, engine, images, folder, names });
  atEnd(() => cluster.stop());
  const certificate = { cert: made.cert, key: made.private };
  await cluster.start(ADDRESS, certificate, (pods) => pods.replicas ?? 2);
});

describe('the containers behind the load balancer of the Ingress', () => {
  it('are reached over HTTPS, to which plain HTTP redirects', async () => {
    const plain = await askBalancer('/some/page?x=1', { secure: false });
    expect(plain).toMatchObject({
      status: 301,
      headers: { location: `https://${HOST}/some/page?x=1` },
    });
    const page = await askBalancer('/');
    expect(page.status).toBe(200);
    expect(page.body).toMatch(/^<!doctype html>/i);
    expect(page.headers['set-cookie']).toBeUndefined();
  });

  it('answer a handshake on /socket.io/, with sticky sessions by cookie', async () => {
    const open = await askBalancer('/socket.io/?EIO=4&transport=polling');
    expect(open.status).toBe(200);
    const { sid } = JSON.parse(open.body.slice(1));
    const cookie = String(open.headers['set-cookie']).split(';')[0] ?? '';
    expect(cookie).toMatch(/^AWSALB=backend-\d+$/);
    const next = await askBalancer(`/socket.io/?EIO=4&transport=polling&sid=${sid}`, {
      headers: { cookie },
      // Closes what was opened.
      body: '1',
    });
    expect(next).toMatchObject({ status: 200, body: 'ok' });
  });

  it('do not expose their admin ports', async () => {
    for (const path of ['/metrics', '/healthz']) {
      expect((await askBalancer(path)).status).toBe(404);
    }
  });

  it('are replaced one by one while people load the page, without a failed request', async () => {
    const [page] = cluster.deployments.filter(({ name }) => name.endsWith('-ui'));
    if (page === undefined) throw new Error('There is no page server');
    let rolling = true;
    const rollout = cluster.roll(page).finally(() => {
      rolling = false;
    });
    const statuses: number[] = [];
    while (rolling) statuses.push((await askBalancer('/')).status);
    const replaced = await rollout;
    process.stdout.write(`rollout: ${replaced.length} pods, ${statuses.length} requests\n`);
    expect(replaced.map(({ code }) => code)).toEqual([0, 0]);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(statuses.length).toBeGreaterThan(replaced.length);
    expect(cluster.balancer.failures).toEqual([]);
  });
});

describe('helm test', () => {
  it.each(COMPONENTS)(
    'finds that %s can be reached, and that a closed port cannot',
    async (name) => {
      expect(await cluster.test(name)).toBe(0);
      expect(await cluster.test(name, 1)).not.toBe(0);
    },
  );
});

describe('the browser suite', () => {
  it('passes against the containers over HTTPS while every one of them is replaced', async () => {
    // Once both people of the first test talk, every pod that they use is replaced.
    const rollouts = cluster.balancer
      .tunnels(2)
      .then(() => Promise.all(cluster.deployments.map((pods) => cluster.roll(pods))));
    const { code, output } = await runSuite({ address: ADDRESS, host: HOST }, () => redis.clear());
    process.stdout.write(output);
    // Without the first test there are no rollouts to wait for.
    expect(code).toBe(0);
    const codes = (await rollouts).flat().map((replaced) => replaced.code);
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(cluster.balancer.failures).toEqual([]);
    const moved = [...cluster.output().matchAll(/"connections":(\d+).*"msg":"draining"/g)];
    process.stdout.write(
      `drained with ${moved.map(([, count]) => count).join(' and ')} connections\n`,
    );
    expect(moved.some(([, count]) => Number(count) > 0)).toBe(true);
  });
});

describe('an Ingress that is wrong', () => {
  const service = ['spec', 'rules', 0, 'http', 'paths', 0, 'backend', 'service'] as const;

  it.each([
    [
      'a service that is not there',
      (wrong: Manifest[]) => {
        part(wrong, 'Ingress', ...service)['name'] = 'live-chat-relay';
      },
      '/socket.io/ leads to live-chat-relay, which is not there',
    ],
    [
      'a port that the service does not have',
      (wrong: Manifest[]) => {
        part(wrong, 'Ingress', ...service, 'port')['name'] = 'web';
      },
      'live-chat-backend has no port web',
    ],
    [
      'a port that no pod opens',
      (wrong: Manifest[]) => {
        const services = wrong.filter(({ metadata }) => metadata.name === 'live-chat-backend');
        part(services, 'Service', 'spec', 'ports', 0)['targetPort'] = 'https';
      },
      'No pod opens https',
    ],
  ])('is rejected by name: %s', (_, break_, sentence) => {
    const wrong = structuredClone(manifests);
    break_(wrong);
    expect(() => readListeners(wrong)).toThrow(sentence);
  });
});

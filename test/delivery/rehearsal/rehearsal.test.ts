import { beforeAll, describe, expect, it } from '@jest/globals';
import { generate } from 'selfsigned';
import { COMPONENTS } from '../../../scripts/environments/images-file.ts';
import { template } from '../charts/chart.ts';
import type { Values } from '../charts/edges.ts';
import { type BuiltImage, ImageMaker } from '../images/built.ts';
import { type Manifest, parseManifests } from '../manifests.ts';
import { part } from '../policies/policy.ts';
import { atEnd, emptyFolder } from '../repository.ts';
import { ADDRESS, askBalancer, HOST } from './asking.ts';
import { Cluster } from './cluster.ts';
import { readListeners } from './routes.ts';

const TIMEOUT_MS = 240_000;

/** As an environment with a domain, with the shortest times that the chart allows. */
const VALUES: Values = {
  'ingress.host': HOST,
  'ingress.healthCheck.intervalSeconds': 5,
  'ingress.healthCheck.timeoutSeconds': 2,
  'shutdown.preStopSeconds': 15,
  'shutdown.gracePeriodSeconds': 30,
  'redis.enabled': false,
  'backend.autoscaling.enabled': false,
  'backend.replicas': 1,
};
const SECRETS = {
  'live-chat': { 'chat-secret': 's'.repeat(32), 'redis-password': 'p'.repeat(32) },
};

let manifests: Manifest[];
let maker: ImageMaker;
let cluster: Cluster;

beforeAll(async () => {
  const folder = await emptyFolder();
  manifests = parseManifests(template(VALUES).stdout);
  maker = await ImageMaker.start(folder);
  const images = new Map<string, BuiltImage>();
  for (const component of COMPONENTS) {
    images.set(component, maker.open(maker.build(component, 'rehearsal')));
  }
  const made = await generate([{ name: 'commonName', value: HOST }], { keyType: 'ec' });
  cluster = new Cluster({ manifests, secrets: SECRETS, images, folder });
  atEnd(() => cluster.stop());
  const certificate = { cert: made.cert, key: made.private };
  await cluster.start(ADDRESS, certificate, (pods) => pods.replicas ?? 2);
}, TIMEOUT_MS);

describe('the containers behind what the Ingress asks for', () => {
  it('are reached by HTTPS, to which plain HTTP leads', async () => {
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

  it('answer a handshake on /socket.io/, and keep who asked by a cookie', async () => {
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

  it('keep their admin ports to themselves', async () => {
    for (const path of ['/metrics', '/healthz']) {
      expect((await askBalancer(path)).status).toBe(404);
    }
  });

  it(
    'are replaced one by one while people load the page, and nobody notices',
    async () => {
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
      expect(statuses.length).toBeGreaterThan(100);
      expect(cluster.balancer.failures).toEqual([]);
    },
    TIMEOUT_MS,
  );
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
        part(wrong, 'Service', 'spec', 'ports', 0)['targetPort'] = 'https';
      },
      'No pod opens https',
    ],
  ])('leads nowhere, by name: %s', (_, break_, sentence) => {
    const wrong = structuredClone(manifests);
    break_(wrong);
    expect(() => readListeners(wrong)).toThrow(sentence);
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import { REPOSITORY } from '../repository.ts';

const COMPOSE = v.looseObject({
  services: v.record(
    v.string(),
    v.looseObject({
      image: v.string(),
      build: v.optional(v.object({ context: v.string(), dockerfile: v.string() })),
      read_only: v.optional(v.boolean()),
      cap_drop: v.optional(v.array(v.string()), []),
      cap_add: v.optional(v.array(v.string()), []),
      user: v.optional(v.string()),
      ports: v.optional(v.array(v.string()), []),
      networks: v.array(v.string()),
      environment: v.optional(v.record(v.string(), v.string()), {}),
    }),
  ),
  networks: v.record(v.string(), v.looseObject({ internal: v.optional(v.boolean()) })),
});

const read = (path: string): Promise<string> => readFile(join(REPOSITORY, path), 'utf8');
const { services, networks } = v.parse(COMPOSE, parse(await read('compose.yaml'), { merge: true }));
const names = Object.keys(services);

describe('compose.yaml', () => {
  it('runs two relays, the page, Redis and a proxy', () => {
    expect(names.sort()).toEqual(['proxy', 'redis', 'relay-1', 'relay-2', 'ui']);
  });

  it.each(names)('runs %s without privileges, from a Dockerfile or by digest', (name) => {
    const service = services[name];
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    // The capability that the proxy's program has on its file.
    expect(service?.cap_add).toEqual(name === 'proxy' ? ['NET_BIND_SERVICE'] : []);
    if (service?.build === undefined) {
      expect(service?.image).toMatch(/^[a-z0-9./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
      expect(service?.user).toMatch(/^[1-9]\d+:[1-9]\d+$/);
    }
  });

  it('exposes only the proxy, to this computer only', () => {
    expect(networks['inside']?.internal).toBe(true);
    for (const name of names) {
      const open = name === 'proxy';
      expect(services[name]?.networks).toEqual(open ? ['inside', 'outside'] : ['inside']);
      expect(services[name]?.ports).toEqual(open ? ['127.0.0.1:8443:8443'] : []);
    }
  });

  it('has a proxy that routes to existing services, at the host that sign-in accepts', async () => {
    const caddyfile = await read('compose/Caddyfile');
    const upstreams = [...caddyfile.matchAll(/reverse_proxy (.+) \{/g)].map(([, list = '']) =>
      list.split(' '),
    );
    expect(upstreams).toEqual([['relay-1:3000', 'relay-2:3000'], ['ui:3000']]);
    for (const relay of ['relay-1', 'relay-2']) {
      const host = services[relay]?.environment['PUBLIC_HOSTS'];
      expect(caddyfile).toContain(`https://${host} {`);
      expect(services[relay]?.environment['REDIS_URL']).toBe('redis://redis:6379');
    }
  });
});

describe('the update bot', () => {
  it('finds the digest in charts/redis and the programs of the tests', async () => {
    const { customManagers } = JSON.parse(await read('renovate.json'));
    const [chart, programs] = customManagers.map(
      ({ matchStrings }: { matchStrings: string[] }) => new RegExp(matchStrings[0] ?? '', 'g'),
    );
    const [found] = [...(await read('charts/redis/values.yaml')).matchAll(chart)];
    expect(found?.groups).toMatchObject({
      depName: 'docker.io/valkey/valkey',
      currentValue: '8.1.10-alpine',
    });
    const tools = [...(await read('scripts/toolchain/delivery-tools.ts')).matchAll(programs)];
    expect(tools.map(({ groups }) => groups?.['depName'])).toContain(
      'github.com/yannh/kubeconform',
    );
  });
});

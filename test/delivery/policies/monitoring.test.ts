import { beforeAll, describe, expect, it } from '@jest/globals';
import { monitored, monitoringIn } from '../charts/monitored.ts';
import type { Manifest } from '../manifests.ts';
import { ENVIRONMENTS } from '../repository.ts';
import { ownEnvironment } from './monitoring.ts';

const rendered = new Map<string, Manifest[]>();
beforeAll(() => {
  for (const environment of ENVIRONMENTS) rendered.set(environment, monitored(environment));
});
const manifestsOf = (environment: string): Manifest[] =>
  structuredClone(rendered.get(environment) ?? []);

const STAGING = ownEnvironment('live-chat-staging');

describe(`policy: ${STAGING.name}`, () => {
  it.each(ENVIRONMENTS)('holds in %s', (environment) => {
    const policy = ownEnvironment(`live-chat-${environment}`);
    const { examined, violations } = policy.examine(manifestsOf(environment));
    process.stdout.write(`policy ${environment}: ${examined} examined, ${policy.name}\n`);
    expect(violations).toEqual([]);
    expect(examined).toBeGreaterThan(25);
  });

  it.each(Object.keys(STAGING.seeds))('is broken by: %s', (seed) => {
    const manifests = manifestsOf('staging');
    STAGING.seeds[seed]?.(manifests);
    expect(STAGING.examine(manifests).violations).not.toEqual([]);
  });
});

describe('the dashboards of two environments in one cluster', () => {
  it('have their own files, identifiers and titles', () => {
    const boards = ENVIRONMENTS.flatMap((environment) => [
      ...monitoringIn(manifestsOf(environment)).dashboards,
    ]);
    expect(boards).toHaveLength(ENVIRONMENTS.length);
    const [files, uids, titles] = [
      boards.map(([file]) => file),
      boards.map(([, { uid }]) => uid),
      boards.map(([, { title }]) => title),
    ].map((values) => new Set(values));
    expect([files?.size, uids?.size, titles?.size]).toEqual([2, 2, 2]);
    // Grafana accepts no longer one.
    for (const [, { uid }] of boards) expect(uid).toMatch(/^[a-z0-9-]{1,40}$/);
  });
});

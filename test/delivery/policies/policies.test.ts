import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../manifests.ts';
import { renderWithTests } from '../rendered.ts';
import { copyRepository, ENVIRONMENTS } from '../repository.ts';
import { BALANCER_POLICIES } from './balancer.ts';
import { CONTAINER_POLICIES } from './containers.ts';
import { WIRING_POLICIES } from './wiring.ts';

const POLICIES = [...CONTAINER_POLICIES, ...WIRING_POLICIES, ...BALANCER_POLICIES];
const rendered = new Map<string, Manifest[]>();

beforeAll(async () => {
  const repository = await copyRepository();
  for (const environment of ENVIRONMENTS) {
    rendered.set(environment, renderWithTests(environment, repository));
  }
});

const manifestsOf = (environment: string): Manifest[] =>
  structuredClone(rendered.get(environment) ?? []);

describe.each(POLICIES)('policy: $name', ({ name, examine, seeds }) => {
  it.each(ENVIRONMENTS)('holds in %s', (environment) => {
    const { examined, violations } = examine(manifestsOf(environment));
    process.stdout.write(`policy ${environment}: ${examined} examined, ${name}\n`);
    expect(violations).toEqual([]);
    expect(examined).toBeGreaterThan(0);
  });

  it.each(Object.keys(seeds))('is broken by: %s', (seed) => {
    const manifests = manifestsOf('staging');
    seeds[seed]?.(manifests);
    expect(examine(manifests).violations).not.toEqual([]);
  });
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Rendering } from '../../../scripts/release/environments/rendering.ts';
import { renderWithTests } from '../rendered.ts';
import { copyRepository, edit } from '../repository.ts';
import { computeFlows } from './network.ts';
import { part } from './policy.ts';

let repository: Rendering;
beforeAll(async () => {
  repository = await copyRepository();
});

const EVERYWHERE = [
  'backend → dns:dns',
  'backend → dns:dns-tcp',
  'balancer or managed Redis → backend:http',
  'balancer or managed Redis → ui:http',
  'test → backend:http',
  'test → dns:dns',
  'test → dns:dns-tcp',
  'test → ui:http',
];

describe('network policies', () => {
  it.each([
    ['staging', 'backend → redis:redis'],
    ['production', 'backend → balancer or managed Redis:redis'],
  ])('allow exactly the needed flows in %s', (environment, toRedis) => {
    const { examined, passing } = computeFlows(renderWithTests(environment, repository));
    process.stdout.write(`flows ${environment}: ${examined} examined, ${passing.length} pass\n`);
    expect(examined).toBeGreaterThan(90);
    expect(passing).toEqual([...EVERYWHERE, toRedis].sort());
  });

  it('let only Prometheus reach the admin ports, and only when monitoring is on', async () => {
    const watched = await copyRepository();
    const sizes = 'environments/staging/values.yaml';
    await edit(watched, sizes, /$/, 'monitoring: { enabled: true }\n');
    const { passing } = computeFlows(renderWithTests('staging', watched));
    expect(passing.filter((flow) => flow.endsWith(':admin'))).toEqual([
      'prometheus → backend:admin',
      'prometheus → ui:admin',
    ]);
  });

  it('are detected when they are too narrow, too wide or missing', () => {
    const manifests = renderWithTests('staging', repository);
    const none = manifests.filter(({ kind }) => kind !== 'NetworkPolicy');
    expect(computeFlows(none).passing).toContain('internet → backend:admin');
    const wide = structuredClone(manifests);
    part(wide, 'NetworkPolicy', 'spec')['ingress'] = [{}];
    expect(computeFlows(wide).passing).not.toEqual(computeFlows(manifests).passing);
    const undenied = manifests.filter(({ metadata }) => !metadata.name.endsWith('deny-all'));
    expect(computeFlows(undenied).passing).toContain('stranger in our namespace → internet:https');
  });
});

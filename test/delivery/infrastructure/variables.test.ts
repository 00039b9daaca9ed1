import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { REPOSITORY } from '../repository.ts';

interface Variable {
  readonly type: string;
  readonly description: string;
  /** The condition and message of each validation. */
  readonly validations: readonly string[];
}

function variablesOf(source: string): ReadonlyMap<string, Variable> {
  const blocks = [...source.matchAll(/^variable "(\w+)" \{\n([\s\S]*?)^\}/gm)];
  return new Map(
    blocks.map(([, name = '', body = '']) => {
      const value = (key: string): string =>
        body.match(new RegExp(`^  ${key}\\s+= (.*)$`, 'm'))?.[1] ?? '';
      const validations = [...body.matchAll(/^ {2}validation \{\n([\s\S]*?)^ {2}\}/gm)];
      const [type, description] = [value('type'), value('description')];
      return [name, { type, description, validations: validations.map(([, rule = '']) => rule) }];
    }),
  );
}

/**
 * Variables for which the platform requires more, or describes them differently; each with its
 * reason.
 */
const OTHERWISE: Readonly<Record<string, readonly (keyof Variable)[]>> = {
  // The cluster names everything after it; the platform only finds it.
  project: ['description'],
  // Zones matter where the network is made.
  region: ['description'],
  // Argo CD's annotations contain one endpoint, while the network would accept several.
  managed_redis: ['description', 'validations'],
  // The platform reads them from the environment, and writes no file of them.
  redis_passwords: ['description'],
};

/** Variables that differ between the roots. */
function differences(cluster: string, platform: string): readonly string[] {
  const there = variablesOf(platform);
  return [...variablesOf(cluster)].flatMap(([name, variable]) => {
    const other = there.get(name);
    if (other === undefined) return [];
    const keys = ['type', 'description', 'validations'] as const;
    return keys
      .filter((key) => JSON.stringify(variable[key]) !== JSON.stringify(other[key]))
      .filter((key) => !(OTHERWISE[name] ?? []).includes(key))
      .map((key) => `${name}: ${key}`);
  });
}

const source = (root: string): string =>
  readFileSync(join(REPOSITORY, 'terraform', root, 'variables.tf'), 'utf8');

describe('variables that both Terraform roots have', () => {
  const [cluster, platform] = [source('cluster'), source('platform')];

  test('are equal', () => {
    const shared = [...variablesOf(cluster).keys()].filter((name) =>
      variablesOf(platform).has(name),
    );
    expect(shared.length).toBeGreaterThanOrEqual(8);
    expect(shared).toEqual(expect.arrayContaining(Object.keys(OTHERWISE)));
    expect(differences(cluster, platform)).toEqual([]);
  });

  test('are excused only where they differ', () => {
    const [here, there] = [variablesOf(cluster), variablesOf(platform)];
    for (const [name, keys] of Object.entries(OTHERWISE)) {
      for (const key of keys) expect(here.get(name)?.[key]).not.toEqual(there.get(name)?.[key]);
    }
  });

  test.each([
    [
      'region: type',
      'type        = string\n  description = "AWS region of',
      'type = any\n  description = "AWS region of',
    ],
    ['domain: description', 'Host of production', 'Host of staging'],
    ['account_id: validations', '[0-9]{12}$', '[0-9]{11}$'],
    ['account_id: validations', 'must be 12 digits', 'must be digits'],
  ])('a difference in %s is detected', (difference, find, replace) => {
    expect(platform).toContain(find);
    expect(
      differences(
        cluster,
        platform.replace(find, () => replace),
      ),
    ).toEqual([difference]);
  });
});

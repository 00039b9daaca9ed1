import type { Manifest } from '../manifests.ts';

/** The result of a policy: the number of things examined, and a sentence for each violation. */
export interface Finding {
  readonly examined: number;
  readonly violations: readonly string[];
}

/** A rule for everything that an environment runs. */
export interface Policy {
  readonly name: string;
  readonly examine: (manifests: readonly Manifest[]) => Finding;
  /**
   * Changes copies of valid manifests so that each change is a violation, for the reason that it is
   * named after.
   */
  readonly seeds: Readonly<Record<string, (manifests: Manifest[]) => void>>;
}

/** Examines each thing separately. */
export function examineEach<T>(
  things: readonly T[],
  problems: (thing: T) => readonly (string | false | undefined)[],
): Finding {
  const violations = things.flatMap(problems).filter((problem) => typeof problem === 'string');
  return { examined: things.length, violations };
}

/** The part of a manifest at a path, for a seeded violation. Numbers index lists. */
export function part(
  manifests: readonly Manifest[],
  kind: string,
  ...path: readonly (string | number)[]
): Record<string, unknown> {
  let found: unknown = manifests.find((manifest) => manifest.kind === kind);
  for (const step of path) {
    found = typeof found === 'object' && found !== null ? Reflect.get(found, step) : undefined;
  }
  if (typeof found === 'object' && found !== null) return found as Record<string, unknown>;
  throw new Error(`There is no ${kind} with ${path.join('.')}`);
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { pinsIn } from '../../../scripts/release/pins/pin.ts';
import { REPOSITORY } from '../repository.ts';
import { filesWithPins } from './files.ts';

const CUSTOM = v.object({
  customType: v.literal('regex'),
  managerFilePatterns: v.array(v.string()),
  matchStrings: v.array(v.string()),
});
const CONFIG = v.object({
  extends: v.array(v.string()),
  ignorePaths: v.array(v.string()),
  customManagers: v.array(CUSTOM),
});
const config = v.parse(
  CONFIG,
  JSON.parse(await readFile(join(REPOSITORY, 'renovate.json'), 'utf8')),
);

/** The kinds of pins, and the files in which Renovate looks for each without configuration (docs.renovatebot.com/modules/manager). */
const MANAGERS: Readonly<Record<Kind, RegExp>> = {
  npm: /(^|\/)package\.json$/,
  action: /(^|\/)\.github\/(workflows|actions)\/.+\.ya?ml$/,
  image: /(^|\/)(([Dd]ocker|[Cc]ontainer)file|(docker-)?compose[^/]*\.ya?ml)$/,
  provider: /\.tf$/,
  chart: /\.tf$/,
  module: /(^|\/)go\.mod$/,
  node: /(^|\/)\.nvmrc$/,
  package: /(^|\/)requirements[^/]*\.txt$/,
  program: /(?!)/,
};
type Kind =
  | 'npm'
  | 'action'
  | 'image'
  | 'provider'
  | 'chart'
  | 'module'
  | 'node'
  | 'package'
  | 'program';

interface Found {
  readonly kind: Kind;
  readonly path: string;
  /** As written in the file. */
  readonly value: string;
}

const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, value]) => value ?? '');

/** How pins are written, by file. */
const FORMS: readonly (readonly [Kind, RegExp, RegExp])[] = [
  ['npm', /package\.json$/, /^ {4}"[@\w/.-]+": "(\d[^"]*)",?$/gm],
  ['provider', /versions\.tf$/, /^\s+version = "(\d[^"]*)"$/gm],
  ['chart', /\.tf$/, /^\s+version\s{2,}= "(\d[^"]*)"$/gm],
  ['module', /go\.mod$/, /^\t\S+ (v\S+)$/gm],
  ['node', /^\.nvmrc$/, /^(\d+)$/gm],
  ['package', /requirements\.txt$/, /==([^ \\\n]+)/g],
  ['program', /^scripts\/.+\.ts$/, /(?:version: '|==|'github\.com\/[^'@]+@)(v?\d[^']*)'/g],
  ['program', /^\.github\/workflows\//, /_version: (\d\S*)$/gm],
];

/** Every pin of the repository. */
async function everyPin(): Promise<Found[]> {
  return (await filesWithPins()).flatMap(({ path, text }) => [
    ...pinsIn(text).map(({ what, value }) => ({ kind: what.kind, path, value })),
    ...FORMS.filter(([, files]) => files.test(path)).flatMap(([kind, , pattern]) =>
      all(text, pattern).map((value) => ({ kind, path, value })),
    ),
  ]);
}

const asPattern = (text: string): RegExp => new RegExp(text.slice(1, -1));

/** Whether one of our rules finds a value in its file. */
async function isFound({ path, value }: Found, managers: readonly v.InferOutput<typeof CUSTOM>[]) {
  const text = await readFile(join(REPOSITORY, path), 'utf8');
  const ours = managers.filter(({ managerFilePatterns }) =>
    managerFilePatterns.some((pattern) => asPattern(pattern).test(path)),
  );
  return ours
    .flatMap(({ matchStrings }) => matchStrings)
    .flatMap((pattern) => [...text.matchAll(new RegExp(pattern, 'g'))])
    .some(({ groups }) => [groups?.['currentValue'], groups?.['currentDigest']].includes(value));
}

async function uncovered(pins: readonly Found[], managers = config.customManagers) {
  const left: string[] = [];
  for (const pin of pins) {
    const covered = MANAGERS[pin.kind].test(pin.path) || (await isFound(pin, managers));
    if (!covered) left.push(`${pin.kind} ${pin.path}: ${pin.value}`);
  }
  return left;
}

const pins = await everyPin();

describe('the update bot', () => {
  it('finds every pin of the repository, of every kind', async () => {
    const kinds = Object.keys(MANAGERS);
    const counts = kinds.map((kind) => [kind, pins.filter((pin) => pin.kind === kind).length]);
    process.stdout.write(`pins: ${counts.map(([kind, count]) => `${count} ${kind}`).join(', ')}\n`);
    expect(counts.filter(([, count]) => count === 0)).toEqual([]);
    expect(await uncovered(pins)).toEqual([]);
  });

  it('needs all of our rules: each finds something that nothing else does', async () => {
    for (const one of config.customManagers) {
      const others = config.customManagers.filter((other) => other !== one);
      expect([one, await uncovered(pins, others)]).not.toEqual([one, []]);
    }
  });

  it('searches tests as well, which its default settings leave out', () => {
    expect(pins.some(({ path }) => path.startsWith('test/'))).toBe(true);
    expect(config.ignorePaths).toEqual(['**/node_modules/**']);
  });
});

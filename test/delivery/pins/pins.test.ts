import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import { pinsIn } from '../../../scripts/release/pins/pin.ts';
import { REPOSITORY } from '../repository.ts';
import { filesWithPins } from './files.ts';

const ZEROS = '0'.repeat(64);
const DIGEST = `sha256:${'d'.repeat(64)}`;

const TEXT = `ARG BASE=docker.io/library/node:26-slim@sha256:${ZEROS}
  digest: ${DIGEST} # docker.io/valkey/valkey:8-alpine
      - uses: actions/checkout@${'0'.repeat(40)} # v5.0.1
      - uses: github/codeql-action/init@${'e'.repeat(40)} # v4
      - uses: ./.github/actions/own
image: redis:8
`;

const read = (path: string): Promise<string> => readFile(join(REPOSITORY, path), 'utf8');

/** The list of where digests were looked up: it names pins without using them. */
const LIST = 'scripts/release/pins/sources.yaml';
const SOURCE = v.strictObject({
  repository: v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+$/)),
  path: v.string(),
  commit: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/))),
  /** Another tag of the same image, if the source names that one. */
  alias: v.optional(v.string()),
});
const ENTRY = v.strictObject({
  image: v.string(),
  agreed: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/)),
  day: v.pipe(v.string(), v.isoDate()),
  sources: v.array(SOURCE),
});
type Entry = v.InferOutput<typeof ENTRY>;

const files = (await filesWithPins()).filter(({ path }) => path !== LIST);
const pins = files.flatMap(({ path, text }) => pinsIn(text).map((pin) => ({ path, ...pin })));
const images = pins.filter(({ what }) => what.kind === 'image');
const used = new Set(images.map(({ reference, value }) => `${reference}@${value}`));
const entries = v.parse(v.array(ENTRY), parse(await read(LIST)));

/** Problems of a list: an image without an entry, an entry without an image, or too few sources. */
function problems(list: readonly Entry[]): string[] {
  const listed = new Set(list.map(({ image }) => image));
  const few = list.filter(({ image, agreed, sources }) => {
    // A different digest was returned to the update bot by the registry itself.
    const byAgreement = image.endsWith(`@${agreed}`);
    const owners = new Set(sources.map(({ repository }) => repository.split('/')[0]));
    return byAgreement && owners.size < 2;
  });
  return [
    ...[...used].filter((image) => !listed.has(image)).map((image) => `no entry: ${image}`),
    ...[...listed].filter((image) => !used.has(image)).map((image) => `not used: ${image}`),
    ...few.map(({ image }) => `sources of one owner only: ${image}`),
  ];
}

describe('pins', () => {
  it('are found in every form, and nothing else is taken for one', () => {
    const found = pinsIn(TEXT);
    expect(found.map(({ reference, value }) => [reference, value])).toEqual([
      ['docker.io/library/node:26-slim', `sha256:${ZEROS}`],
      ['docker.io/valkey/valkey:8-alpine', DIGEST],
      ['actions/checkout@v5.0.1', '0'.repeat(40)],
      ['github/codeql-action@v4', 'e'.repeat(40)],
    ]);
  });

  it('are real: none is a placeholder', () => {
    process.stdout.write(`pins: ${pins.length} examined\n`);
    expect(pins.length).toBeGreaterThan(40);
    const placeholders = pins.filter(({ value }) => /^(?:sha256:)?0+$/.test(value));
    expect(placeholders.map(({ path, reference }) => `${path}: ${reference}`)).toEqual([]);
  });
});

describe('the digests of images', () => {
  it('are all on the list, with agreeing sources of two owners', () => {
    expect(used.size).toBeGreaterThanOrEqual(4);
    expect(problems(entries)).toEqual([]);
  });

  it.each<[string, (entries: Entry[]) => Entry[]]>([
    ['an image has no entry', (entries) => entries.slice(1)],
    [
      'an entry is of an image that is not used',
      ([first, ...rest]) =>
        first === undefined ? rest : [first, ...rest, { ...first, image: `redis:8@${DIGEST}` }],
    ],
    [
      'a digest differs from the one in use',
      (entries) =>
        entries.map((entry) => ({ ...entry, image: entry.image.replace(/sha256:.*/, DIGEST) })),
    ],
    [
      'both sources are of one owner',
      (entries) =>
        entries.map((entry) => {
          const sources = entry.sources.map((source) => ({ ...source, repository: 'me/x' }));
          return { ...entry, sources };
        }),
    ],
  ])('would be rejected if %s', (_, change) => {
    expect(problems(change([...entries]))).not.toEqual([]);
  });
});

describe('Valkey', () => {
  it('has one major version in compose.yaml, staging and production', async () => {
    const major = async (path: string, pattern: RegExp): Promise<string | undefined> =>
      (await read(path)).match(pattern)?.[1];
    expect({
      compose: await major('compose.yaml', /valkey\/valkey:(\d+)/),
      staging: await major('charts/redis/values.yaml', /valkey\/valkey:(\d+)/),
      chart: await major('charts/redis/Chart.yaml', /^appVersion: "(\d+)/m),
      production: await major('terraform/cluster/redis.tf', /engine_version\s+= "(\d+)/),
      parameters: await major('terraform/cluster/redis.tf', /family\s+= "valkey(\d+)"/),
      bot: await major('renovate.json', /"allowedVersions": "\/\^(\d+)\\\\\.\/"/),
    }).toEqual({
      compose: '8',
      staging: '8',
      chart: '8',
      production: '8',
      parameters: '8',
      bot: '8',
    });
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { PUBLISHED, publishedCases, runPublished } from './published.ts';

const FILE = new URL('./published.json', import.meta.url);
const json = JSON.parse(readFileSync(FILE, 'utf8'));
const published = v.parse(PUBLISHED, json);

describe('published cases of the primitives, in Node', () => {
  it.each(publishedCases(published).map((each) => [each.title, each] as const))(
    '%s',
    async (_title, { run }) => run(),
  );

  it('each name their source', () => {
    for (const { source } of Object.values(published)) expect(source).toMatch(/\w{3} |\//);
  });
});

/** Each primitive's first case with one digit changed. */
const wrong = {
  ...json,
  sha256: { ...json.sha256, cases: [{ ...json.sha256.cases[0], message: '00' }] },
  hkdf: { ...json.hkdf, cases: [{ ...json.hkdf.cases[0], info: '00' }] },
  aesGcm: {
    ...json.aesGcm,
    cases: [{ ...json.aesGcm.cases[0], data: '00' }],
    refused: [json.aesGcm.cases[0]],
  },
  ed25519: {
    ...json.ed25519,
    cases: [{ ...json.ed25519.cases[0], message: '00' }],
    refused: [json.ed25519.cases[0]],
  },
  rsaOaep: {
    ...json.rsaOaep,
    cases: [{ ...json.rsaOaep.cases[0], label: '00' }],
    refused: [json.rsaOaep.cases[0]],
  },
  mlKem: {
    ...json.mlKem,
    cases: [{ ...json.mlKem.cases[0], randomness: '00'.repeat(32) }],
    rejectedImplicitly: [{ ...json.mlKem.rejectedImplicitly[0], secret: '00' }],
    refusedKeys: [json.mlKem.cases[0]],
  },
  pbkdf2: { ...json.pbkdf2, cases: [{ ...json.pbkdf2.cases[0], rounds: 1 }] },
  padme: { ...json.padme, cases: [{ ...json.padme.cases[0], length: 77, padded: 77 }] },
};

it('a case that does not hold is reported', async () => {
  const { faults, count } = await runPublished(wrong);
  expect(faults).toHaveLength(count);
  expect(count).toBe(13);
});

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from './support/fixture.ts';
import { report } from './support/report.ts';
import type { CaseResult } from './support/storage-contract.ts';

const ENTRY = fileURLToPath(new URL('./support/storage-contract.ts', import.meta.url));

/** The contract as one expression, whose value is a promise of its results. */
async function bundleContract(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'contract',
    target: 'es2023',
  });
  return `${outputFiles[0]?.text}; contract.runStorageContract()`;
}

test('IndexedDB fulfils the contract of every storage', async ({ newPerson, site }) => {
  const { page } = await newPerson();
  // The same origin, without the chat.
  await page.goto(`${site.address}/nothing-is-here`);
  const results: readonly CaseResult[] = await page.evaluate(await bundleContract());
  report(`${results.length} cases of the storage contract`);
  expect(results.filter(({ fault }) => fault !== '')).toEqual([]);
  expect(results.length).toBeGreaterThanOrEqual(10);
});

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from './support/fixture.ts';
import { report } from './support/report.ts';

const ENTRY = fileURLToPath(new URL('../vectors/published.ts', import.meta.url));
const CASES = new URL('../vectors/published.json', import.meta.url);

test("the browser's primitives pass the published test cases", async ({ newPerson, site }) => {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'published',
    target: 'es2023',
  });
  const { page } = await newPerson();
  await page.goto(`${site.address}/nothing-is-here`);
  const json = await readFile(CASES, 'utf8');
  const { faults, count } = await page.evaluate<{ faults: string[]; count: number }>(
    `${outputFiles[0]?.text}; published.runPublished(${json})`,
  );
  report(`${count} published cases`);
  expect(faults).toEqual([]);
  expect(count).toBeGreaterThan(20);
});

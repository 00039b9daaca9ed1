import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Site } from './site.ts';

let site: Site;
let clone: string;
beforeAll(async () => {
  site = await Site.start();
  clone = await site.clone();
});
afterAll(() => site.stop());

async function report(state: string, text: string): Promise<number | null> {
  const file = join(site.folder, 'drift.md');
  await writeFile(file, text);
  return (await site.run(clone, 'scripts/report-drift', [state, file])).code;
}

it('one issue lists the drift: it is opened, updated, and closed when there is none', async () => {
  expect(await report('clean', 'all is well\n')).toBe(0);
  expect(site.said('issue')).toBeUndefined();
  expect(await report('attention', 'one thing\n')).toBe(0);
  expect(site.said('issue')).toBe('one thing\n');
  await site.calls();
  expect(await report('attention', 'two things\n')).toBe(0);
  expect(site.said('issue')).toBe('two things\n');
  expect((await site.calls()).join('\n')).not.toContain('issue create');
  expect(await report('clean', 'all is well\n')).toBe(0);
  expect(site.said('issue')).toBeUndefined();
});

it('a failed check is never reported as clean', async () => {
  expect(await report('', 'nothing\n')).not.toBe(0);
});

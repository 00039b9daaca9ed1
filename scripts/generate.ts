import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CHARTS, generatedFiles } from './release/charts/generated.ts';
import { currentScalePage } from './scale/page.ts';

/** `npm run generate`: writes derived files; tests check that they are current. */
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
async function write(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  process.stdout.write(`${path}\n`);
}

for (const chart of CHARTS) {
  for (const [path, text] of await generatedFiles(chart)) await write(path, text);
}
await write('docs/scale.md', await currentScalePage());

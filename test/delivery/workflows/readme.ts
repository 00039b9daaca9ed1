import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../repository.ts';

/** The README, and the page that goes on where it ends. */
const PAGES = ['README.md', 'docs/deploy.md'];

/** The commands of a section of these pages, line by line, without comments. */
export function commandsUnder(heading: string): readonly string[] {
  const sections = PAGES.flatMap((page) =>
    readFileSync(join(REPOSITORY, page), 'utf8').split(/^#{2,3} /m),
  );
  const section = sections.find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`no section ${heading} in ${PAGES.join(', ')}`);
  const blocks = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  if (blocks.length === 0) throw new Error(`no command below ${heading}`);
  return blocks
    .join('')
    .split('\n')
    .map((line) => line.replace(/\s+# .*$/, '').trim())
    .filter((line) => line !== '');
}

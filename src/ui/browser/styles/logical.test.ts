import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { physicalDeclarations } from './testing/physical-properties.ts';

const STYLES = fileURLToPath(new URL('.', import.meta.url));

it('the styles use logical properties only', async () => {
  const files = (await readdir(STYLES)).filter((name) => name.endsWith('.css'));
  expect(files.length).toBeGreaterThan(10);
  const found = await Promise.all(
    files.map(async (file) => {
      const css = await readFile(`${STYLES}/${file}`, 'utf8');
      return physicalDeclarations(css).map((declaration) => `${file}: ${declaration}`);
    }),
  );
  expect(found.flat()).toEqual([]);
});

describe('the check itself', () => {
  it.each([
    'margin-left: 1px',
    'padding-top: 0',
    'border-right: 1px solid red',
    'border-top-left-radius: 4px',
    'left: 0',
    'max-width: 10rem',
    'height: 100%',
    'text-align: right',
    'float: left',
    'margin: 0 1px 2px 3px',
    'inset: 0 auto 0 calc(1px + (2px * 3))',
    'border-radius: 1px 2px 3px 4px',
  ])('finds %s', (declaration) => {
    expect(physicalDeclarations(`/* left: 1px; */ a { color: red; ${declaration}; }`)).toEqual([
      declaration,
    ]);
    expect(physicalDeclarations(`@media print { a > b:hover {${declaration}} }`)).toEqual([
      declaration,
    ]);
  });

  it('passes over logical properties, symmetric shorthands and conditions', () => {
    const css = `@container root (min-width: 48rem) { .left:hover, a::before {
      margin-inline-start: 1px; padding: 1px 2px 3px; inset-block: 0; inline-size: 1px;
      text-align: start; padding: max(1px, (100% - 2rem) / 2) 1px; line-height: 1; border: 1px solid red; } }`;
    expect(physicalDeclarations(css)).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { imageInputs, originOf, tagOf } from '../../../scripts/release/images/inputs.ts';
import { REPOSITORY } from '../repository.ts';

/** The folders of src/ that files of a bundle come from. */
async function foldersOf(...entryPoints: string[]): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints,
    bundle: true,
    write: false,
    outdir: 'unused',
    metafile: true,
    platform: 'node',
    format: 'esm',
    external: ['*/builder/page.ts', '*/builder/paths.ts'],
    logLevel: 'silent',
  });
  const paths = Object.keys(metafile.inputs).filter((path) => path.startsWith('src/'));
  return [...new Set(paths.map((path) => path.split('/').slice(0, 2).join('/')))].sort();
}

describe('the inputs of an image', () => {
  it.each([
    ['backend', ['src/backend/main.ts']],
    ['ui', ['src/ui/main.ts', 'src/ui/browser/main.ts']],
  ] as const)('are exactly the folders that %s is bundled from', async (component, entries) => {
    const folders = imageInputs(component).filter((path) => path.startsWith('src/'));
    expect(await foldersOf(...entries)).toEqual(folders);
  });

  it('result in a tag and an origin that another component does not have', () => {
    process.chdir(REPOSITORY);
    expect(tagOf('ui')).toMatch(/^[0-9a-f]{16}$/);
    expect(tagOf('ui')).toBe(tagOf('ui'));
    expect(tagOf('backend')).not.toBe(tagOf('ui'));
    expect(originOf('ui').revision).toMatch(/^[0-9a-f]{40}$/);
    expect(Number(originOf('ui').epoch)).toBeGreaterThan(1_700_000_000);
  });
});

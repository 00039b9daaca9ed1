import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { emptyFolder } from '../repository.ts';
import { Rehearsal } from './rehearsal.ts';

const alive = (id: number): boolean => {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
};

test('a rehearsal that cannot start leaves no fake AWS behind', async () => {
  const folder = await emptyFolder();
  const before = process.env['MOTO_PATH'];
  // A server that starts, and a client that does not.
  const server = `#!/bin/sh\necho $$ >'${folder}/id'\necho Running on >&2\nexec sleep 60\n`;
  await writeFile(join(folder, 'moto_server'), server, { mode: 0o755 });
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin', 'python'), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
  process.env['MOTO_PATH'] = join(folder, 'moto_server');
  try {
    await expect(Rehearsal.start()).rejects.toThrow('ended with 3');
  } finally {
    process.env['MOTO_PATH'] = before;
  }
  expect(alive(Number(await readFile(join(folder, 'id'), 'utf8')))).toBe(false);
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { answerFrom } from '../command.ts';
import { emptyFolder, REPOSITORY } from '../repository.ts';
import { tool } from '../tools.ts';

const CHECK = join(REPOSITORY, 'argocd/health/application.lua');

/** The check's result for an Application, by Argo CD's Lua. */
async function healthOf(application: string): Promise<string> {
  const script = join(await emptyFolder(), 'ask.lua');
  await writeFile(
    script,
    `obj = ${application}\nlocal health = dofile("${CHECK}")\nprint(health.status .. ": " .. health.message)\n`,
  );
  return answerFrom(tool('GLUA_PATH'), [script]).trim();
}

describe('the health of an Application', () => {
  it.each([
    [
      'that nobody has looked at',
      '{ metadata = { name = "x" } }',
      'Progressing: Waiting for the first health report',
    ],
    [
      'that was looked at but not judged',
      '{ status = { sync = {} } }',
      'Progressing: Waiting for the first health report',
    ],
    ['that is healthy', '{ status = { health = { status = "Healthy" } } }', 'Healthy:'],
    [
      'that is not',
      '{ status = { health = { status = "Degraded", message = "no pods" } } }',
      'Degraded: no pods',
    ],
  ])('%s', async (_, application, health) => {
    expect(await healthOf(application)).toBe(health);
  });
});

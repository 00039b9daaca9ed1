import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readDocument } from '../../support/document.ts';
import { ask } from '../command.ts';
import { emptyFolder, REPOSITORY } from '../repository.ts';
import { tool } from '../tools.ts';
import { WORKFLOWS, workflowNames } from './workflow.ts';
import { WORKFLOW_POLICIES, type WorkflowFile } from './workflow-policies.ts';

const readAll = (): Promise<WorkflowFile[]> =>
  Promise.all(
    workflowNames(REPOSITORY).map(async (name) => ({
      name,
      text: await readFile(join(REPOSITORY, WORKFLOWS, `${name}.yml`), 'utf8'),
    })),
  );

describe.each(WORKFLOW_POLICIES)('policy: $name', ({ name, examine, seeds }) => {
  it('holds', async () => {
    const { examined, violations } = examine(await readAll());
    process.stdout.write(`policy workflows: ${examined} examined, ${name}\n`);
    expect(violations).toEqual([]);
    expect(examined).toBeGreaterThan(0);
  });

  it.each(seeds.map((seed) => [`${seed[0]}: ${seed[2]}`, seed] as const))(
    'is broken by %s',
    async (_, [file, from, to]) => {
      const files = await readAll();
      const changed = files.map((one) =>
        one.name === file ? { ...one, text: one.text.replace(from, to) } : one,
      );
      expect(changed).not.toEqual(files);
      expect(examine(changed).violations).not.toEqual([]);
    },
  );
});

/** A repository with a workflow that a linter must reject. */
async function seeded(text: string): Promise<string> {
  const folder = await emptyFolder();
  const workflows = join(folder, WORKFLOWS);
  await mkdir(workflows, { recursive: true });
  await writeFile(join(workflows, 'bad.yml'), text);
  return folder;
}

const files = (root: string): string[] =>
  workflowNames(root).map((name) => join(root, WORKFLOWS, `${name}.yml`));

describe('actionlint', () => {
  const lint = (root: string) =>
    ask(tool('ACTIONLINT_PATH'), [
      '-no-color',
      '-shellcheck',
      tool('SHELLCHECK_PATH'),
      // GitHub has supported it since May 2026, actionlint 1.7.12 does not yet
      // (rhysd/actionlint#654); workflow.ts parses it strictly.
      '-ignore',
      'unexpected key "queue" for "concurrency" section',
      ...files(root),
    ]);

  it('finds nothing in any workflow', () => {
    process.stdout.write(`actionlint: ${files(REPOSITORY).length} workflows\n`);
    expect(files(REPOSITORY).length).toBeGreaterThanOrEqual(7);
    expect(lint(REPOSITORY)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('finds an unknown name, and a script without quotes', async () => {
    const bad = await seeded(
      'on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: cat $X\n        env:\n          X: $' +
        '{{ steps.none.outputs.x }}\n',
    );
    const { status, stdout } = lint(bad);
    expect(status).toBe(1);
    expect(stdout).toContain('property "none" is not defined');
    expect(stdout).toContain('SC2086');
  });
});

describe('zizmor', () => {
  const audit = (root: string) =>
    ask(tool('ZIZMOR_PATH'), [
      '--offline',
      '--no-progress',
      '--quiet',
      '--format=plain',
      '--color=never',
      ...files(root),
    ]);

  it('finds nothing in any workflow', () => {
    const { status, stdout } = audit(REPOSITORY);
    expect(stdout).toMatch(/^No findings to report/m);
    expect(status).toBe(0);
  });

  it('finds a title that becomes part of a script, and an action that is pinned by tag', async () => {
    const bad = await seeded(
      'on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v4\n      - run: echo "$' +
        '{{ github.event.pull_request.title }}"\n',
    );
    const { status, stdout } = audit(bad);
    expect(status).toBeGreaterThan(10);
    for (const finding of ['dangerous-triggers', 'template-injection', 'unpinned-uses']) {
      expect(stdout).toContain(finding);
    }
  });
});

describe('documents', () => {
  it('name every workflow, and no unknown ones', () => {
    const rows = readDocument('docs/delivery.md').rowsUnder('Workflows');
    const named = rows.map(([cell = '']) => cell.replaceAll('`', '').replace(/\.yml$/, ''));
    expect(named.sort()).toEqual(workflowNames(REPOSITORY).sort());
  });

  it('name every variable and secret that workflows read', async () => {
    const rows = readDocument('docs/delivery.md').rowsUnder('Variables and secrets');
    const named = rows.map(([cell = '']) => cell.replaceAll('`', ''));
    const texts = (await readAll()).map(({ text }) => text).join('\n');
    const asked = [...texts.matchAll(/\b(?:vars|secrets)\.(\w+)/g)].map(([, name = '']) => name);
    expect(new Set(asked).size).toBeGreaterThan(0);
    expect(named).toEqual(expect.arrayContaining([...new Set(asked)]));
  });
});

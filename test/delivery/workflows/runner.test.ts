import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { emptyFolder } from '../repository.ts';
import { evaluate, interpolate } from './expression.ts';
import { type RunEnd, runWorkflow } from './runner.ts';
import { parseWorkflow, startsOnPush, WORKFLOWS } from './workflow.ts';

const HEAD = `name: x
on: { push: { branches: [main], paths-ignore: ['environments/**'] } }
defaults: { run: { shell: bash } }
`;

const CALLED = `name: called
on: { workflow_call: { inputs: { word: { description: x, type: string, required: true } } } }
defaults: { run: { shell: bash } }
jobs:
  say: { env: { WORD: '\${{ inputs.word }}' }, steps: [{ run: 'echo "$WORD" there' }] }
`;

async function run(jobs: string): Promise<RunEnd> {
  const root = await emptyFolder();
  await mkdir(join(root, WORKFLOWS), { recursive: true });
  await writeFile(join(root, WORKFLOWS, 'x.yml'), HEAD + jobs);
  await writeFile(join(root, WORKFLOWS, 'called.yml'), CALLED);
  return runWorkflow(
    {
      root,
      folder: root,
      environment: { PATH: process.env['PATH'] },
      actions: {},
      github: {},
      vars: {},
      secrets: {},
    },
    'x',
  );
}

describe('the runner', () => {
  it('passes outputs on, ends a job at its first failure, and runs `always()` steps', async () => {
    const end = await run(`jobs:
  a:
    outputs: { word: '\${{ steps.say.outputs.word }}' }
    steps: [{ id: say, run: 'echo word=hello >>"$GITHUB_OUTPUT"' }]
  b:
    needs: a
    env: { WORD: '\${{ needs.a.outputs.word }}' }
    steps:
      - run: echo "$WORD" there; false | true
      - run: echo never
      - { if: always(), run: echo closing }
  c: { needs: b, steps: [{ run: echo never }] }
  d: { needs: [a, b], if: "failure() && needs.a.outputs.word == 'hello'", steps: [{ run: 'true' }] }
`);
    expect(end.results).toBe('a success, b failure, c skipped, d success');
    expect(end.job('b').log).toContain('hello there');
    expect(end.job('b').log).toContain('closing');
    expect(end.log).not.toContain('\nnever');
  });

  it.each([
    ['an action without an effect', 'uses: some/action@v1', 'nothing stands in for some/action'],
    [
      'an expression in a script',
      `run: 'echo $${'{{'} github.ref }}'`,
      'an expression in a script',
    ],
    [
      'a key that it does not know',
      "run: 'true'\n        continue-on-error: true",
      'continue-on-error',
    ],
    [
      'a function that it does not know',
      "run: 'true'\n        if: hashFiles('x')",
      'is not understood',
    ],
    ['a context that it does not know', "run: 'true'\n        if: matrix.os", 'no context matrix'],
  ])('rejects %s', async (_, step, reason) => {
    await expect(run(`jobs:\n  a:\n    steps:\n      - ${step}\n`)).rejects.toThrow(reason);
  });

  it('rejects a matrix', async () => {
    const matrix = 'strategy: { fail-fast: false, matrix: { include: [{ a: b }] } }';
    await expect(run(`jobs:\n  a:\n    ${matrix}\n`)).rejects.toThrow('is a matrix');
  });

  it('reports how a step ended, and passes inputs to a called workflow', async () => {
    const end = await run(`jobs:
  a:
    outputs: { one: '\${{ steps.one.outcome }}', two: '\${{ steps.two.outcome }}' }
    steps: [{ id: one, run: 'false' }, { id: two, run: 'true' }]
  b:
    if: always()
    uses: ./.github/workflows/called.yml
    with: { word: hello }
`);
    expect(end.job('a').outputs).toEqual({ one: 'failure', two: 'skipped' });
    expect(end.job('b/say').log).toContain('hello there');
    const call = (settings: string) =>
      run(`jobs:\n  a: { uses: ./.github/workflows/called.yml, with: ${settings} }\n`);
    await expect(call('{}')).rejects.toThrow('needs the input word');
    await expect(call('{ word: a, other: b }')).rejects.toThrow('has no input other');
  });

  it('starts on the same pushes as GitHub', () => {
    const workflow = parseWorkflow(`${HEAD}jobs: {}\n`);
    const starts = (...files: string[]) => startsOnPush(workflow, { branch: 'main', files });
    expect(starts('environments/staging/images.yaml')).toBe(false);
    expect(starts('environments/staging/images.yaml', 'src/a.ts')).toBe(true);
    expect(startsOnPush(workflow, { branch: 'other', files: ['src/a.ts'] })).toBe(false);
  });
});

describe('expressions', () => {
  const context = { a: { b: 'x', empty: '' }, n: null };
  it.each([
    ["a.b == 'X'", true],
    ["a.none != ''", true],
    ["a.empty || 'other'", 'other'],
    ["a.b && 'then'", 'then'],
    ["!(a.b == 'x' && a.empty)", true],
    ["'it''s'", "it's"],
  ])('%s is %s', (source, value) => {
    expect(evaluate(source, context)).toBe(value);
  });

  it('in a text are replaced by their values', () => {
    expect(interpolate('$' + '{{ a.b }}-$' + '{{ a.none }}.', context)).toBe('x-.');
  });
});

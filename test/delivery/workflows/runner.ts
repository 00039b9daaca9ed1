import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ended } from '../command.ts';
import {
  type Context,
  evaluate,
  type Functions,
  interpolate,
  isTrue,
  type Value,
} from './expression.ts';
import { type Job, needsOf, readWorkflow, type Step, type Workflow } from './workflow.ts';

export type Result = 'success' | 'failure' | 'skipped';

/** The result of a job. */
export interface JobEnd {
  readonly result: Result;
  readonly outputs: Readonly<Record<string, string>>;
  /** The output of its steps. */
  readonly log: string;
  /** The job summary. */
  readonly summary: string;
}

/**
 * The result of a run, by the names of its jobs; jobs of a called workflow have the calling job's
 * name as prefix.
 */
export class RunEnd {
  readonly jobs: ReadonlyMap<string, JobEnd>;
  constructor(jobs: ReadonlyMap<string, JobEnd>) {
    this.jobs = jobs;
  }

  job(name: string): JobEnd {
    const job = this.jobs.get(name);
    if (job === undefined) throw new Error(`no job ${name}; there are ${[...this.jobs.keys()]}`);
    return job;
  }

  /** Job by job: `images success, record skipped`. */
  get results(): string {
    return [...this.jobs].map(([name, { result }]) => `${name} ${result}`).join(', ');
  }

  get log(): string {
    return [...this.jobs].map(([name, { log }]) => `── ${name}\n${log}`).join('\n');
  }
}

/**
 * The local implementation of an action: it may change the folder of the job and return outputs.
 */
export type Effect = (job: {
  readonly folder: string;
  readonly inputs: Readonly<Record<string, string>>;
}) => Promise<Readonly<Record<string, string>>>;

/** Where a workflow runs. */
export interface World {
  /** The repository whose workflows run. */
  readonly root: string;
  /** For the folders of jobs. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** A local implementation for each action, by its name without a version. */
  readonly actions: Readonly<Record<string, Effect>>;
  readonly github: Context;
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** A step that the runner cannot execute is rejected, not skipped. */
export class CannotRehearse extends Error {
  override readonly name = 'CannotRehearse';
}

type Texts = Readonly<Record<string, string>>;

/** NAME=VALUE lines, as steps write them for later steps. */
function readOutputs(path: string): Record<string, string> {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=');
      if (at < 1) throw new CannotRehearse(`"${line}" is no NAME=VALUE`);
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

const texts = (
  settings: Readonly<Record<string, Value>>,
  context: Context,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, interpolate(String(value), context)]),
  );

/** A job's `if`, with or without `${{ }}`; without one, all earlier jobs must have succeeded. */
function holds(source: string | undefined, context: Context, functions: Functions): boolean {
  const bare = source?.replace(/^\s*\$\{\{(.*)\}\}\s*$/, '$1');
  if (bare === undefined) return isTrue(functions['success']?.() ?? false);
  const value = isTrue(evaluate(bare, context, functions));
  const asks = /\b(?:always|failure|success|cancelled)\(\)/.test(bare);
  return value && (asks || isTrue(functions['success']?.() ?? false));
}

const statusOf = (failed: boolean): Functions => ({
  always: () => true,
  success: () => !failed,
  failure: () => failed,
  cancelled: () => false,
});

class JobRun {
  readonly #world: World;
  readonly #job: Job;
  readonly #context: Context;
  readonly #env: Texts;
  readonly #folder: string;
  readonly #steps: Record<string, Context> = {};
  #failed = false;
  #log = '';

  constructor(world: World, job: Job, context: Context, env: Texts, folder: string) {
    this.#world = world;
    this.#job = job;
    this.#context = context;
    this.#env = env;
    this.#folder = folder;
  }

  async run(): Promise<JobEnd> {
    await mkdir(this.#work);
    for (const name of ['summary', 'environment']) await writeFile(join(this.#folder, name), '');
    for (const [index, step] of this.#job.steps.entries()) await this.#take(step, index);
    const outputs = texts(this.#job.outputs, this.#seen);
    const summary = readFileSync(join(this.#folder, 'summary'), 'utf8');
    return { result: this.#failed ? 'failure' : 'success', outputs, log: this.#log, summary };
  }

  get #work(): string {
    return join(this.#folder, 'work');
  }

  get #seen(): Context {
    return { ...this.#context, steps: this.#steps, env: this.#env };
  }

  async #take(step: Step, index: number): Promise<void> {
    if (!holds(step.if, this.#seen, statusOf(this.#failed))) {
      this.#remember(step, {}, 'skipped');
      return;
    }
    const before = this.#failed;
    const output = join(this.#folder, `output-${index}`);
    await writeFile(output, '');
    if (step.run !== undefined && step.uses === undefined)
      await this.#script(step, step.run, output);
    else if (step.uses !== undefined && step.run === undefined) {
      this.#remember(step, await this.#use(step, step.uses));
      return;
    } else throw new CannotRehearse('a step has run or uses, and not both');
    const failed = this.#failed && !before;
    this.#remember(step, readOutputs(output), failed ? 'failure' : 'success');
    if (failed) this.#log += `(failed: ${step.run})\n`;
  }

  #remember({ id }: Step, outputs: Texts, outcome: Result = 'success'): void {
    if (id !== undefined) this.#steps[id] = { outputs, outcome };
  }

  async #use(step: Step, uses: string): Promise<Texts> {
    const name = uses.replace(/@.*$/, '');
    const effect = this.#world.actions[name];
    if (effect === undefined) throw new CannotRehearse(`nothing stands in for ${name}`);
    return effect({ folder: this.#work, inputs: texts(step.with, this.#seen) });
  }

  /** As GitHub runs it if bash is named as the shell, which the workflow parser requires. */
  async #script(step: Step, script: string, output: string): Promise<void> {
    if (script.includes('${{')) throw new CannotRehearse(`an expression in a script: ${script}`);
    this.#log += `$ ${script}\n`;
    const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd: this.#work,
      env: {
        ...this.#world.environment,
        ...this.#env,
        ...texts(step.env, this.#seen),
        GITHUB_ACTIONS: 'true',
        GITHUB_REF_NAME: interpolate('$' + '{{ github.ref_name }}', this.#context),
        GITHUB_OUTPUT: output,
        GITHUB_ENV: join(this.#folder, 'environment'),
        GITHUB_STEP_SUMMARY: join(this.#folder, 'summary'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { code, output: log } = await ended(child);
    this.#log += log;
    if (readFileSync(join(this.#folder, 'environment'), 'utf8') !== '') {
      throw new CannotRehearse('GITHUB_ENV is not rehearsed: outputs say where a value comes from');
    }
    if (code !== 0) this.#failed = true;
  }
}

const inputsOf = (workflow: Workflow, given: Texts): Context => {
  const declared = {
    ...workflow.on.workflow_dispatch?.inputs,
    ...workflow.on.workflow_call?.inputs,
  };
  const unknown = Object.keys(given).filter((name) => declared[name] === undefined);
  if (unknown.length > 0) throw new CannotRehearse(`${workflow.name} has no input ${unknown}`);
  return Object.fromEntries(
    Object.entries(declared).map(([name, input]) => {
      const value = given[name] ?? input.default;
      if (input.required && value === undefined) {
        throw new CannotRehearse(`${workflow.name} needs the input ${name}`);
      }
      return [name, value];
    }),
  );
};

/** Runs the jobs of a workflow one after the other, in the order of their dependencies. */
export async function runWorkflow(world: World, name: string, inputs: Texts = {}): Promise<RunEnd> {
  const workflow = readWorkflow(world.root, name);
  const done = new Map<string, JobEnd>();
  const base: Context = {
    github: world.github,
    vars: world.vars,
    secrets: world.secrets,
    inputs: inputsOf(workflow, inputs),
  };
  const env = texts(workflow.env, base);
  const waiting = new Map(Object.entries(workflow.jobs));
  while (waiting.size > 0) {
    const next = [...waiting].find(([, job]) => needsOf(job).every((need) => done.has(need)));
    if (next === undefined) throw new CannotRehearse(`${name}: jobs wait for each other`);
    waiting.delete(next[0]);
    await runJob(world, next, { ...base, needs: needsContext(next[1], done) }, env, done);
  }
  return new RunEnd(done);
}

const needsContext = (job: Job, done: ReadonlyMap<string, JobEnd>): Context =>
  Object.fromEntries(
    needsOf(job).map((need) => {
      const { result = null, outputs = {} } = done.get(need) ?? {};
      return [need, { result, outputs }];
    }),
  );

const SKIPPED: JobEnd = { result: 'skipped', outputs: {}, log: '', summary: '' };

async function runJob(
  world: World,
  [name, job]: readonly [string, Job],
  context: Context,
  env: Texts,
  done: Map<string, JobEnd>,
): Promise<void> {
  if (job.strategy !== undefined) throw new CannotRehearse(`${name} is a matrix of jobs`);
  const results = needsOf(job).map((need) => done.get(need)?.result);
  // A skipped job stops the jobs that need it, like a failed one, but is not a failure.
  const status = {
    ...statusOf(results.some((result) => result !== 'success')),
    failure: () => results.includes('failure'),
  };
  if (!holds(job.if, context, status)) {
    done.set(name, SKIPPED);
  } else if (job.uses?.startsWith('./.github/workflows/')) {
    const inputs = texts(job.with, context);
    const called = await runWorkflow(world, job.uses.replace(/^.*\/|\.yml$/g, ''), inputs);
    for (const [inner, end] of called.jobs) done.set(`${name}/${inner}`, end);
    const failed = [...called.jobs.values()].some(({ result }) => result === 'failure');
    done.set(name, { ...SKIPPED, result: failed ? 'failure' : 'success' });
  } else if (job.uses === undefined) {
    const folder = await mkdtemp(join(world.folder, 'job-'));
    const all = { ...env, ...texts(job.env, { ...context, env }) };
    done.set(name, await new JobRun(world, job, context, all, folder).run());
  } else throw new CannotRehearse(`${name} uses ${job.uses}`);
}

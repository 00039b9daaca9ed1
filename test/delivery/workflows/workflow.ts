import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';

const SCALAR = v.union([v.string(), v.number(), v.boolean()]);
const SETTINGS = v.optional(v.record(v.string(), SCALAR), {});
const LIST = v.union([v.string(), v.array(v.string())]);
const PERMISSIONS = v.record(v.string(), v.picklist(['read', 'write', 'none']));

/** A step that runs a script or uses an action. Keys that are not listed are not supported here. */
const STEP = v.strictObject({
  id: v.optional(v.string()),
  name: v.optional(v.string()),
  if: v.optional(v.string()),
  run: v.optional(v.string()),
  uses: v.optional(v.string()),
  with: SETTINGS,
  env: SETTINGS,
});
export type Step = v.InferOutput<typeof STEP>;

const CONCURRENCY = v.strictObject({
  group: v.string(),
  'cancel-in-progress': v.boolean(),
  /** Without it a later run replaces the waiting one, which is cancelled. */
  queue: v.optional(v.literal('max')),
});

/** One job for each entry; the runner does not run these. */
const STRATEGY = v.strictObject({
  'fail-fast': v.boolean(),
  matrix: v.strictObject({ include: v.array(v.record(v.string(), SCALAR)) }),
});

const JOB = v.strictObject({
  name: v.optional(v.string()),
  strategy: v.optional(STRATEGY),
  needs: v.optional(LIST, []),
  if: v.optional(v.string()),
  uses: v.optional(v.string()),
  with: SETTINGS,
  'runs-on': v.optional(v.string()),
  'timeout-minutes': v.optional(v.number()),
  environment: v.optional(v.string()),
  permissions: v.optional(PERMISSIONS),
  concurrency: v.optional(CONCURRENCY),
  env: SETTINGS,
  outputs: v.optional(v.record(v.string(), v.string()), {}),
  steps: v.optional(v.array(STEP), []),
});
export type Job = v.InferOutput<typeof JOB>;

const INPUT = v.strictObject({
  description: v.string(),
  type: v.optional(v.string()),
  required: v.optional(v.boolean()),
  default: v.optional(SCALAR),
});

const EVENT = v.nullable(
  v.strictObject({
    branches: v.optional(v.array(v.string())),
    paths: v.optional(v.array(v.string())),
    'paths-ignore': v.optional(v.array(v.string())),
    inputs: v.optional(v.record(v.string(), INPUT)),
  }),
);

const WORKFLOW = v.strictObject({
  name: v.string(),
  on: v.strictObject({
    push: v.optional(EVENT),
    pull_request: v.optional(EVENT),
    workflow_dispatch: v.optional(EVENT),
    workflow_call: v.optional(EVENT),
    schedule: v.optional(v.array(v.strictObject({ cron: v.string() }))),
  }),
  permissions: v.optional(PERMISSIONS),
  concurrency: v.optional(CONCURRENCY),
  /** Without a named shell, GitHub's bash has no pipefail. */
  defaults: v.strictObject({ run: v.strictObject({ shell: v.literal('bash') }) }),
  env: SETTINGS,
  jobs: v.record(v.string(), JOB),
});

/** A workflow as GitHub parses it, limited to the syntax that this repository uses. */
export type Workflow = v.InferOutput<typeof WORKFLOW>;

export const WORKFLOWS = '.github/workflows';

export const parseWorkflow = (text: string): Workflow => v.parse(WORKFLOW, parse(text));

export const readWorkflow = (root: string, name: string): Workflow =>
  parseWorkflow(readFileSync(join(root, WORKFLOWS, `${name}.yml`), 'utf8'));

export const workflowNames = (root: string): string[] =>
  readdirSync(join(root, WORKFLOWS)).map((file) => file.replace(/\.yml$/, ''));

export const needsOf = ({ needs }: Job): readonly string[] =>
  typeof needs === 'string' ? [needs] : needs;

/** The patterns of GitHub's path filters that are used here: whole paths, and `folder/**`. */
const matches = (pattern: string, path: string): boolean =>
  pattern.endsWith('/**') ? path.startsWith(pattern.slice(0, -2)) : path === pattern;

/** Whether a push of these files to a branch starts a workflow. */
export function startsOnPush(
  { on }: Workflow,
  push: { readonly branch: string; readonly files: readonly string[] },
): boolean {
  const event = on.push;
  if (event === undefined || event === null) return event === null;
  if (event.branches !== undefined && !event.branches.includes(push.branch)) return false;
  const { paths, 'paths-ignore': ignored } = event;
  if (paths !== undefined && !push.files.some((file) => paths.some((path) => matches(path, file))))
    return false;
  return !(
    ignored !== undefined && push.files.every((file) => ignored.some((path) => matches(path, file)))
  );
}

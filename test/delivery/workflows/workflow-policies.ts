import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinsIn } from '../../../scripts/release/pins/pin.ts';
import type { Finding } from '../policies/policy.ts';
import { REPOSITORY } from '../repository.ts';
import { type Job, parseWorkflow, type Step, startsOnPush, type Workflow } from './workflow.ts';

/** A workflow with its text, because comments count too. */
export interface WorkflowFile {
  readonly name: string;
  readonly text: string;
}

/** Something that must hold for every workflow. */
export interface WorkflowPolicy {
  readonly name: string;
  readonly examine: (files: readonly WorkflowFile[]) => Finding;
  /** Changes to a valid text that are each a violation, by file. */
  readonly seeds: readonly (readonly [file: string, from: string | RegExp, to: string])[];
}

interface Where<T> {
  readonly where: string;
  readonly workflow: Workflow;
  readonly thing: T;
}

const workflowsOf = (files: readonly WorkflowFile[]): Where<Workflow>[] =>
  files.map(({ name, text }) => {
    const workflow = parseWorkflow(text);
    return { where: name, workflow, thing: workflow };
  });

const jobsOf = (files: readonly WorkflowFile[]): Where<Job>[] =>
  workflowsOf(files).flatMap(({ where, workflow }) =>
    Object.entries(workflow.jobs).map(([name, thing]) => ({
      where: `${where}/${name}`,
      workflow,
      thing,
    })),
  );

const stepsOf = (files: readonly WorkflowFile[]): Where<Step>[] =>
  jobsOf(files).flatMap(({ where, workflow, thing }) =>
    thing.steps.map((step, index) => ({ where: `${where}[${index}]`, workflow, thing: step })),
  );

function examine<T>(
  things: readonly Where<T>[],
  problem: (thing: T, workflow: Workflow) => string | false,
): Finding {
  const violations = things.flatMap(({ where, workflow, thing }) => {
    const found = problem(thing, workflow);
    return found === false ? [] : [`${where}: ${found}`];
  });
  return { examined: things.length, violations };
}

const isRemote = (uses: string | undefined): boolean =>
  uses !== undefined && !uses.startsWith('./');

const LINE_OF_USES = /^\s*(?:- )?uses: (?!\.\/)(.*)$/;

const entersAws = ({ steps }: Job): boolean =>
  steps.some(({ uses }) => uses?.startsWith('aws-actions/') === true);

/** The workflow of this repository that a job calls, if any. */
const calledBy = ({ uses }: Job, files: readonly WorkflowFile[]): WorkflowFile | undefined =>
  files.find(({ name }) => uses === `./.github/workflows/${name}.yml`);

/** A job that calls a workflow grants it no more permissions than it has itself. */
const touchesAws = (job: Job, files: readonly WorkflowFile[]): boolean => {
  const called = calledBy(job, files);
  return called === undefined
    ? entersAws(job)
    : Object.values(parseWorkflow(called.text).jobs).some(entersAws);
};

/** The branch that Argo CD follows; workflows cannot read it before they start. */
const REVISION =
  /^REVISION="\$\{REVISION-(.*)\}"$/m.exec(
    readFileSync(join(REPOSITORY, 'config.sh'), 'utf8'),
  )?.[1] ?? 'REVISION is not in config.sh';

export const WORKFLOW_POLICIES: readonly WorkflowPolicy[] = [
  {
    name: 'every action is pinned to a commit, with its version in a comment',
    examine: (files) => {
      const lines = files.flatMap(({ name, text }) =>
        text.split('\n').flatMap((line) => {
          const uses = LINE_OF_USES.exec(line)?.[1];
          return uses === undefined ? [] : [{ name, line, uses }];
        }),
      );
      const wrong = lines.filter(({ line }) => pinsIn(line).length !== 1);
      return {
        examined: lines.length,
        violations: wrong.map(({ name, uses }) => `${name}: ${uses}`),
      };
    },
    seeds: [
      ['deploy', /actions\/checkout@[0-9a-f]{40} # v[\d.]+/, 'actions/checkout@v7'],
      ['ci', /(actions\/setup-node@[0-9a-f]{40}) # v[\d.]+/, '$1'],
      ['tests', /actions\/setup-node@[0-9a-f]{40}/, 'actions/setup-node@abc1234'],
    ],
  },
  {
    name: 'workflows have no permissions; each job declares its own',
    examine: (files) => {
      const top = examine(
        workflowsOf(files),
        ({ permissions }) =>
          (permissions === undefined || Object.keys(permissions).length > 0) &&
          'permissions are not {}',
      );
      const jobs = examine(jobsOf(files), ({ permissions }) =>
        permissions === undefined ? 'says no permissions' : false,
      );
      return {
        examined: top.examined + jobs.examined,
        violations: [...top.violations, ...jobs.violations],
      };
    },
    seeds: [
      ['deploy', 'permissions: {}', 'permissions: { contents: write }'],
      ['drift', 'permissions: {}\n', ''],
      ['tests', /\n {4}permissions:\n {6}contents: read.*/, ''],
    ],
  },
  {
    name: 'every permission has its reason in a comment',
    examine: (files) => {
      const lines = files.flatMap(({ name, text }) =>
        text
          .split('\n')
          .filter((line) => /^ {6}[a-z-]+: (?:read|write)\b/.test(line))
          .map((line) => ({ name, line })),
      );
      const wrong = lines.filter(({ line }) => !/: (?:read|write) # \S+/.test(line));
      return {
        examined: lines.length,
        violations: wrong.map(({ name, line }) => `${name}: ${line.trim()}`),
      };
    },
    seeds: [['deploy', 'contents: write # the commit', 'contents: write']],
  },
  {
    name: 'only jobs that use AWS may request an identity token, and they use no other credentials',
    examine: (files) => {
      const jobs = jobsOf(files);
      const violations = jobs.flatMap((job) => {
        const asks = job.thing.permissions?.['id-token'] === 'write';
        if (asks === touchesAws(job.thing, files)) return [];
        return [`${job.where}: id-token and AWS do not go together`];
      });
      const keys = files.filter(({ text }) =>
        /aws-(?:access-key-id|secret-access-key)|AWS_SECRET/.test(text),
      );
      return {
        examined: jobs.length,
        violations: [...violations, ...keys.map(({ name }) => `${name}: a static key`)],
      };
    },
    seeds: [
      [
        'deploy',
        'contents: write # the commit',
        'contents: write # the commit\n      id-token: write # why',
      ],
      ['drift', /role-to-assume: .*/, 'aws-access-key-id: $' + '{{ secrets.KEY }}'],
    ],
  },
  {
    name: 'no package runs an install script in a job that may write or request an identity token',
    examine: (files) => {
      const jobs = jobsOf(files).filter(({ thing: { permissions = {} } }) =>
        Object.values(permissions).includes('write'),
      );
      const installs = jobs.flatMap(({ where, thing }) =>
        thing.steps.flatMap(({ run = '' }) =>
          /\bnpm (?:ci|i|install)\b/.test(run) ? [{ where, run }] : [],
        ),
      );
      const wrong = installs.filter(({ run }) => !/\bnpm ci\b.* --ignore-scripts$/.test(run));
      return {
        examined: installs.length,
        violations: wrong.map(({ where, run }) => `${where}: ${run}`),
      };
    },
    seeds: [
      ['infrastructure', ' --ignore-scripts', ''],
      ['deploy', /npm ci .* --ignore-scripts/, 'npm install --ignore-scripts=false'],
    ],
  },
  {
    name: 'every job has a time limit',
    examine: (files) =>
      examine(jobsOf(files), ({ uses, 'timeout-minutes': minutes }) =>
        uses === undefined && (minutes === undefined || minutes > 120)
          ? 'has no timeout of two hours or less'
          : false,
      ),
    seeds: [
      ['deploy', /\n {4}timeout-minutes: 45/, ''],
      ['tests', 'timeout-minutes: 30', 'timeout-minutes: 360'],
    ],
  },
  {
    name: 'no expression is part of a script: values are passed as variables',
    examine: (files) =>
      examine(
        stepsOf(files).filter(({ thing }) => thing.run !== undefined),
        ({ run }) => run?.includes('${{') === true && 'an expression in a script',
      ),
    seeds: [
      [
        'ci',
        'scripts/show-difference "origin/$BASE"',
        'scripts/show-difference "origin/$' + '{{ github.base_ref }}"',
      ],
      ['destroy', '<<<"$PROJECT_TYPED"', '<<<"$' + '{{ inputs.project }}"'],
    ],
  },
  {
    name: 'checkouts store no credential',
    examine: (files) =>
      examine(
        stepsOf(files).filter(({ thing }) => thing.uses?.startsWith('actions/checkout@') === true),
        ({ with: settings }) => settings['persist-credentials'] !== false && 'keeps its credential',
      ),
    seeds: [['infrastructure', 'persist-credentials: false', 'persist-credentials: true']],
  },
  {
    name: 'jobs that change AWS or open the endpoint run one at a time, and are never cancelled or replaced; no run waits as a whole',
    examine: (files) => {
      // A plan of a pull request reads, and takes no lock.
      const jobs = jobsOf(files).filter(
        ({ thing, workflow }) => entersAws(thing) && workflow.on.pull_request === undefined,
      );
      const each = examine(jobs, ({ concurrency }) =>
        concurrency?.group === 'aws' &&
        !concurrency['cancel-in-progress'] &&
        concurrency.queue === 'max'
          ? false
          : 'is not in the group aws, or is stopped or replaced by the next',
      );
      // A run that is in the group from its start holds it during its tests.
      const whole = examine(
        workflowsOf(files),
        ({ concurrency }) => concurrency?.group === 'aws' && 'holds the group aws as a whole',
      );
      return {
        examined: each.examined,
        violations: [...each.violations, ...whole.violations],
      };
    },
    seeds: [
      ['destroy', 'group: aws', 'group: destroy'],
      ['infrastructure', 'cancel-in-progress: false', 'cancel-in-progress: true'],
      ['infrastructure', /\n {6}queue: max.*/, ''],
      ['promote', 'group: aws', 'group: promote'],
      ['rollout', /\n {4}concurrency:\n(?: {6}.*\n)+/, '\n'],
      ['deploy', 'jobs:\n', 'concurrency: { group: aws, cancel-in-progress: false }\njobs:\n'],
    ],
  },
  {
    name: 'workflows start only from the branch of config.sh, and a record of images starts only a check of the environment',
    examine: (files) => {
      const pushed = workflowsOf(files).filter(({ thing }) => thing.on.push !== undefined);
      const images = { branch: REVISION, files: ['environments/production/images.yaml'] };
      const started = pushed.filter(({ thing }) => startsOnPush(thing, images));
      const found = examine(
        pushed,
        ({ on }) =>
          on.push?.branches?.join() !== REVISION && `does not start from ${REVISION} alone`,
      );
      const names = started.map(({ where }) => where).join();
      return {
        examined: found.examined,
        violations: [
          ...found.violations,
          ...(names === 'environments' ? [] : [`a record of images starts: ${names || 'nothing'}`]),
        ],
      };
    },
    seeds: [
      ['deploy', /\n {4}paths-ignore: .*/, ''],
      ['infrastructure', /paths: \[.terraform\/\*\*.,/, "paths: ['environments/**',"],
      ['environments', /paths: \[.environments\/\*\*., /, 'paths: ['],
      ['environments', 'branches: [main]', 'branches: [main, next]'],
    ],
  },
  {
    name: 'every environment is monitored by a job with its identity, after a push as after a merge',
    examine: (files) => {
      const callers = jobsOf(files).filter(({ thing }) => thing.uses?.endsWith('/rollout.yml'));
      const watched = callers.map(({ where, thing }) => `${where} ${thing.with['environment']}`);
      const wanted = [
        'deploy/rollout staging',
        'environments/staging staging',
        'environments/production production',
      ];
      const missing = wanted.filter((one) => !watched.includes(one));
      return {
        examined: callers.length,
        violations: missing.map((one) => `nobody is ${one}`),
      };
    },
    seeds: [
      ['environments', /\n {2}production:\n(?: {4}.*\n)+/, '\n'],
      ['deploy', 'environment: staging', 'environment: production'],
    ],
  },
  {
    name: 'no secrets are used except those of GitHub, and one for a private repository',
    examine: (files) => {
      const asked = files.flatMap(({ name, text }) =>
        [...text.matchAll(/secrets\.(\w+)|secrets: inherit/g)].map(([all, secret]) => ({
          name,
          secret: secret ?? all,
        })),
      );
      const wrong = asked.filter(({ secret }) => secret !== 'ARGOCD_REPOSITORY_TOKEN');
      return {
        examined: asked.length,
        violations: wrong.map(({ name, secret }) => `${name}: ${secret}`),
      };
    },
    seeds: [['infrastructure', 'secrets.ARGOCD_REPOSITORY_TOKEN', 'secrets.AWS_KEY']],
  },
  {
    name: 'pull requests may write only a comment, and those from forks nothing',
    examine: (files) => {
      const jobs = jobsOf(files).filter(({ workflow }) => workflow.on.pull_request !== undefined);
      const dangerous = files.filter(({ text }) => /pull_request_target|workflow_run/.test(text));
      const found = examine(jobs, ({ permissions = {} }) => {
        const writes = Object.entries(permissions).filter(([, level]) => level === 'write');
        const names = writes.map(([name]) => name).filter((name) => name !== 'id-token');
        return names.every((name) => name === 'pull-requests') ? false : `may write ${names}`;
      });
      return {
        examined: found.examined,
        violations: [
          ...found.violations,
          ...dangerous.map(({ name }) => `${name}: runs strangers' code with rights`),
        ],
      };
    },
    seeds: [
      ['ci', 'contents: read # checkout', 'contents: write # checkout'],
      ['promote', 'on:\n', 'on:\n  # pull_request_target\n'],
    ],
  },
  {
    name: 'remote workflows are not called',
    examine: (files) => examine(jobsOf(files), ({ uses }) => isRemote(uses) && `calls ${uses}`),
    seeds: [
      ['ci', 'uses: ./.github/workflows/tests.yml', 'uses: a/b/.github/workflows/c.yml@main'],
    ],
  },
];

import { describe, expect, test } from '@jest/globals';
import { REPOSITORY } from '../repository.ts';
import { interpolate } from '../workflows/expression.ts';
import { type Job, readWorkflow, type Workflow, workflowNames } from '../workflows/workflow.ts';
import {
  type Claims,
  FORK,
  mayAssume,
  OWNER,
  PROVIDER,
  type Role,
  rolesOfBootstrap,
} from './roles.ts';

/** One way to start a job, and the role that its steps name. */
interface Start {
  readonly job: string;
  readonly event: string;
  readonly end: string;
  readonly claims: Omit<Claims, 'sub'>;
  readonly named: string | undefined;
}

const ROLE = /:role\/\$\{\{ steps\.settings\.outputs\.PROJECT \}\}-(\w+)$/;

const roleNamedBy = ({ steps }: Job): string | undefined => {
  const roles = steps.flatMap(({ with: settings }) => {
    const arn = settings['role-to-assume'];
    return arn === undefined ? [] : [ROLE.exec(String(arn))?.[1] ?? `unknown: ${arn}`];
  });
  if (roles.length > 1) throw new Error(`several roles: ${roles.join(', ')}`);
  return roles[0];
};

/** The refs that an event gives a job of the repository's own branch; a dispatch may name any other. */
const REF_OF: Readonly<Record<string, string>> = {
  push: 'refs/heads/main',
  workflow_dispatch: 'refs/heads/main',
  schedule: 'refs/heads/main',
  pull_request: 'refs/pull/7/merge',
};

/** The last part of a job's subject on GitHub: its environment, or else its event or ref. */
const endOf = (event: string, ref: string, environment: string | undefined): string => {
  if (environment !== undefined) return `environment:${environment}`;
  return event === 'pull_request' ? 'pull_request' : `ref:${ref}`;
};

/** The file name in a path to a workflow of this repository. */
const CALLED = /^\.\/\.github\/workflows\/(.*)\.yml$/;

/**
 * A job, or instead of it the jobs that it calls, each with the environment that it is called for.
 */
function jobsBehind(
  name: string,
  job: Job,
  workflows: Readonly<Record<string, Workflow>>,
): (readonly [string, Job])[] {
  const called = workflows[CALLED.exec(job.uses ?? '')?.[1] ?? ''];
  if (called === undefined) return [[name, job]];
  return Object.entries(called.jobs).map(([inner, { environment, ...rest }]) => [
    `${name}/${inner}`,
    environment === undefined
      ? rest
      : { ...rest, environment: interpolate(environment, { inputs: job.with }) },
  ]);
}

/** Every way to start a job that may request a token. */
const startsOf = (workflows: Readonly<Record<string, Workflow>>): Start[] =>
  Object.entries(workflows).flatMap(([file, { on, jobs }]) =>
    Object.entries(jobs)
      .flatMap(([name, job]) => jobsBehind(name, job, workflows))
      .filter(([, { permissions }]) => permissions?.['id-token'] === 'write')
      .flatMap(([name, job]) =>
        // A called workflow starts like its caller.
        Object.keys(on)
          .filter((event) => event !== 'workflow_call')
          .map((event) => {
            const ref = REF_OF[event];
            if (ref === undefined) throw new Error(`${file}/${name}: a token by ${event}`);
            const claims = { aud: 'sts.amazonaws.com', ref, repository_id: FORK.id };
            const environment =
              job.environment === undefined ? {} : { environment: job.environment };
            return {
              job: `${file}/${name}`,
              event,
              end: endOf(event, ref, job.environment),
              claims: { ...claims, ...environment },
              named: roleNamedBy(job),
            };
          }),
      ),
  );

const byNames = `${OWNER.name}/${FORK.name}`;
const byIds = `${OWNER.name}@${OWNER.id}/${FORK.name}@${FORK.id}`;
const BOTH = [byNames, byIds];

const workflows = Object.fromEntries(
  workflowNames(REPOSITORY).map((name) => [name, readWorkflow(REPOSITORY, name)]),
);
const roles = rolesOfBootstrap();
const starts = startsOf(workflows);

const takenBy = async (
  among: readonly Role[],
  claims: Claims,
  provider?: string,
): Promise<string[]> => {
  const taken = await Promise.all(
    among.map(async (role) => ((await mayAssume(role, claims, provider)) ? [role.name] : [])),
  );
  return taken.flat();
};

/**
 * Cases in which a job may assume another role than the one that it names, or may not assume that
 * one.
 */
async function mismatches(among: readonly Role[], of: readonly Start[]): Promise<string[]> {
  const found = await Promise.all(
    of.flatMap(({ job, event, end, claims, named }) =>
      BOTH.map(async (repository) => {
        const taken = await takenBy(among, { ...claims, sub: `repo:${repository}:${end}` });
        const names = taken.join(', ') || 'none';
        return names === (named ?? 'none')
          ? []
          : [`${job} by ${event} names ${named ?? 'none'} and may take ${names}`];
      }),
    ),
  );
  return [...new Set(found.flat())];
}

describe('roles × jobs', () => {
  test('each job may assume only the role that it names, in both forms of the subject', async () => {
    expect(roles.length).toBeGreaterThanOrEqual(4);
    expect(starts.length).toBeGreaterThanOrEqual(8);
    const rows = await Promise.all(
      starts.map(async ({ job, event, end, claims }) => {
        const taken = await takenBy(roles, { ...claims, sub: `repo:${byIds}:${end}` });
        return `${job.padEnd(24)} ${event.padEnd(18)} ${end.padEnd(28)} ${claims.ref.padEnd(18)} ${taken.join(', ') || 'none'}`;
      }),
    );
    process.stdout.write(
      `roles × jobs: ${roles.length} roles, ${starts.length} starts\n${rows.join('\n')}\n`,
    );
    expect(await mismatches(roles, starts)).toEqual([]);
  });

  test('jobs that may not request a token name no role', () => {
    const without = Object.entries(workflows).flatMap(([file, { jobs }]) =>
      Object.entries(jobs)
        .filter(([, { permissions }]) => permissions?.['id-token'] !== 'write')
        .map(([name, job]) => [`${file}/${name}`, roleNamedBy(job)]),
    );
    expect(without.length).toBeGreaterThanOrEqual(10);
    expect(without.filter(([, role]) => role !== undefined)).toEqual([]);
  });

  test('every role is assumed by some job', async () => {
    const taken = await Promise.all(
      starts.map(({ claims, end }) => takenBy(roles, { ...claims, sub: `repo:${byNames}:${end}` })),
    );
    expect([...new Set(taken.flat())].sort()).toEqual(roles.map(({ name }) => name).sort());
  });

  test('a role that also trusts the branch is detected, and a job that loses its environment', async () => {
    const push = roles.find(({ name }) => name === 'push');
    const wide = roles.map((role) =>
      role.name === 'apply' ? { ...role, trust: push?.trust ?? role.trust } : role,
    );
    expect(await mismatches(wide, starts)).toContain(
      'deploy/images by push names push and may take apply, push',
    );
    const bare = starts.map((start) => ({ ...start, end: `ref:${start.claims.ref}` }));
    expect(await mismatches(roles, bare)).toContain(
      'destroy/destroy by workflow_dispatch names apply and may take push',
    );
  });
});

describe('no others may assume a role', () => {
  const ends = [...new Set(starts.map(({ end }) => end))];
  const main = { aud: 'sts.amazonaws.com', ref: 'refs/heads/main', repository_id: FORK.id };
  const of = (repository: string, claims: Partial<Claims> = {}): Claims[] =>
    ends.map((end) => {
      const environment = /^environment:(.*)$/.exec(end)?.[1];
      const ref = end === 'pull_request' ? 'refs/pull/7/merge' : main.ref;
      return {
        ...main,
        ref,
        ...(environment === undefined ? {} : { environment }),
        sub: `repo:${repository}:${end}`,
        ...claims,
      };
    });
  /** A subject with our repository, from elsewhere in it. */
  const elsewhere = (claims: Omit<Claims, 'aud' | 'repository_id'>): Claims[] => [
    { ...main, ...claims },
  ];
  const ours = (end: string): string[] => BOTH.map((repository) => `repo:${repository}:${end}`);
  const environments = ends.filter((end) => end.startsWith('environment:'));
  const stranger = { repository_id: '666' };

  const STRANGERS: readonly (readonly [string, readonly Claims[]])[] = [
    [
      'a fork of another owner',
      [...of('mallory/live-chat', stranger), ...of('mallory@7/live-chat@666', stranger)],
    ],
    [
      'another repository of the owner',
      [...of('you/other', stranger), ...of('you@42/other@666', stranger)],
    ],
    [
      'a repository that took the name over after a rename',
      [...of(byNames, stranger), ...of('you@7/live-chat@666', stranger)],
    ],
    [
      'an owner whose name begins like ours',
      [...of('you2/live-chat', stranger), ...of('yo/u/live-chat', stranger)],
    ],
    [
      'a token for another audience',
      BOTH.flatMap((repository) => of(repository, { aud: 'https://github.com/you' })),
    ],
    [
      'another branch',
      ours('ref:refs/heads/other').flatMap((sub) => elsewhere({ sub, ref: 'refs/heads/other' })),
    ],
    [
      'a branch whose name begins like ours',
      ours('ref:refs/heads/main2').flatMap((sub) => elsewhere({ sub, ref: 'refs/heads/main2' })),
    ],
    [
      'a tag called main',
      ours('ref:refs/tags/main').flatMap((sub) => elsewhere({ sub, ref: 'refs/tags/main' })),
    ],
    [
      'another branch with an environment',
      environments.flatMap(ours).flatMap((sub) => elsewhere({ sub, ref: 'refs/heads/other' })),
    ],
    [
      'a pull request with an environment',
      environments.flatMap(ours).flatMap((sub) => elsewhere({ sub, ref: 'refs/pull/7/merge' })),
    ],
    [
      'an environment of another name',
      ours('environment:preview').flatMap((sub) =>
        elsewhere({ sub, ref: main.ref, environment: 'preview' }),
      ),
    ],
  ];

  test.each(STRANGERS)('%s', async (_, claims) => {
    expect(claims.length).toBeGreaterThan(0);
    const taken = await Promise.all(claims.map((claim) => takenBy(roles, claim)));
    expect(taken.flat()).toEqual([]);
  });

  test('another issuer', async () => {
    const issuers = [
      `${PROVIDER}/you`,
      'arn:aws:iam::999999999999:oidc-provider/token.actions.githubusercontent.com',
    ];
    const claims = BOTH.flatMap((repository) => of(repository));
    const taken = await Promise.all(
      issuers.flatMap((issuer) => claims.map((claim) => takenBy(roles, claim, issuer))),
    );
    expect(taken.flat()).toEqual([]);
  });
});

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { answerFrom, ended } from '../command.ts';
import { FAKES as FAKES_OF_AWS, Rehearsal } from '../infrastructure/rehearsal.ts';
import { REPOSITORY } from '../repository.ts';
import { type Effect, type RunEnd, runWorkflow } from './runner.ts';
import { readWorkflow, startsOnPush, workflowNames } from './workflow.ts';

/** Fakes of other services: packages, signatures, the scanner, as in other workflow tests. */
const FAKES = fileURLToPath(new URL('fakes', import.meta.url));
/**
 * Fakes of GitHub's command line with a repository's settings, of an editor, and of two people who
 * chat.
 */
const FAKES_OF_GITHUB = join(FAKES, 'github');

/** Properties of a fork. */
export interface Fork {
  readonly private?: true;
  /** The branch accepts no direct push, only merges. */
  readonly protected?: true;
  /** A zone for this domain is in the account. */
  readonly domain?: string;
}

const STATE = v.object({
  enabled: v.boolean(),
  pulls: v.boolean(),
  environments: v.record(v.string(), v.array(v.string())),
  variables: v.record(v.string(), v.string()),
  secrets: v.record(v.string(), v.string()),
  schedules: v.array(v.string()),
});
/** The settings of the repository on GitHub. */
export type Settings = v.InferOutput<typeof STATE>;

const PROTECTED = `#!/usr/bin/env bash
[[ $1 != refs/heads/main || -n \${MERGES-} ]] || { echo 'GH006: Protected branch update failed' >&2; exit 1; }
`;

/** A fork on GitHub with a fake AWS account: what people type, and what their runs do. */
export class GitHub {
  readonly aws: Rehearsal;
  readonly #folder: string;

  private constructor(aws: Rehearsal) {
    this.aws = aws;
    this.#folder = join(aws.folder, 'github');
  }

  /** As GitHub creates a fork: nothing runs there and nothing is configured. */
  static async start(fork: Fork = {}): Promise<GitHub> {
    const github = new GitHub(await Rehearsal.start());
    const folder = github.#folder;
    await mkdir(join(folder, 'home'), { recursive: true });
    const state = {
      private: fork.private === true,
      // A person presses the button on the Actions tab, which no script can press.
      enabled: true,
      pulls: false,
      environments: {},
      variables: {},
      secrets: {},
      schedules: [],
    };
    await writeFile(join(folder, 'state.json'), JSON.stringify(state));
    if (fork.private) await writeFile(join(folder, 'private'), '');
    if (fork.protected) {
      await writeFile(join(github.#origin, 'hooks/update'), PROTECTED, { mode: 0o755 });
    }
    if (fork.domain !== undefined) {
      github.aws.aws(`route53 create-hosted-zone --name ${fork.domain} --caller-reference zone`);
    }
    return github;
  }

  get #origin(): string {
    return join(this.aws.folder, 'origin.git');
  }

  get settings(): Settings {
    const text = readFileSync(join(this.#folder, 'state.json'), 'utf8');
    return v.parse(STATE, JSON.parse(text));
  }

  /** What the person will write into the file that the editor opens. */
  willWrite(lines: string): Promise<void> {
    return writeFile(join(this.#folder, 'lines'), lines);
  }

  /** The newest commit of a branch. */
  head(branch = 'main'): string {
    return answerFrom('git', ['-C', this.#origin, 'rev-parse', branch]).trim();
  }

  /** The workflows that GitHub starts for what a person has pushed to main, or merged, since a commit. */
  started(before: string): string[] {
    const range = ['diff', '--name-only', before, 'main'];
    const files = answerFrom('git', ['-C', this.#origin, ...range])
      .trim()
      .split('\n');
    return workflowNames(REPOSITORY).filter((name) =>
      startsOnPush(readWorkflow(REPOSITORY, name), { branch: 'main', files }),
    );
  }

  stop(): Promise<void> {
    return this.aws.stop();
  }

  /** The calls of GitHub's command line. */
  get asked(): readonly string[] {
    const path = join(this.#folder, 'asked');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  }

  get #environment(): NodeJS.ProcessEnv {
    const { PATH = '' } = process.env;
    return {
      ...this.aws.environment,
      PATH: [FAKES_OF_GITHUB, FAKES_OF_AWS, FAKES, PATH].join(delimiter),
      GITHUB: this.#folder,
      WORLD: this.#folder,
    };
  }

  /**
   * Runs what a person types, with the person's answers; the fork's address leads to this machine.
   */
  async type(
    command: string,
    cwd: string,
    answers = '',
  ): Promise<{ readonly code: number | null; readonly log: string }> {
    const identity = { GIT_AUTHOR_NAME: 'You', GIT_COMMITTER_NAME: 'You' };
    const mail = { GIT_AUTHOR_EMAIL: 'you@example.org', GIT_COMMITTER_EMAIL: 'you@example.org' };
    const env = {
      ...this.#environment,
      ...identity,
      ...mail,
      EDITOR: 'editor',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.${this.#origin}.insteadOf`,
      GIT_CONFIG_VALUE_0: 'https://github.com/YOU/live-chat',
      LIVE_CHAT_ANSWERS_FROM_STDIN: 'true',
    };
    // Bash reads ~/.bashrc when its input is a socket, as here, and that may put other programs first.
    const child = spawn('bash', ['--norc', '-c', command], { cwd, env });
    // A command may end without reading what is typed; its exit code tells whether that is an error.
    child.stdin.once('error', () => undefined);
    child.stdin.end(answers);
    const { code, output } = await ended(child);
    return { code, log: output };
  }

  get #actions(): Readonly<Record<string, Effect>> {
    const nothing: Effect = async () => ({});
    return {
      'actions/cache': nothing,
      'actions/checkout': async ({ folder, inputs }) => {
        answerFrom('git', ['clone', '--quiet', this.#origin, folder]);
        const at = ['checkout', '--quiet', '-B', 'main', inputs['ref'] ?? 'main'];
        answerFrom('git', ['-C', folder, ...at]);
        await copyFile(join(FAKES_OF_GITHUB, 'smoke'), join(folder, 'scripts/smoke'));
        return {};
      },
      'actions/setup-node': async ({ folder }) => {
        await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
        return {};
      },
      'anchore/scan-action/download-grype': async () => ({ cmd: join(FAKES, 'grype') }),
      'aws-actions/configure-aws-credentials': nothing,
      'docker/setup-buildx-action': nothing,
      'hashicorp/setup-terraform': nothing,
      'sigstore/cosign-installer': nothing,
    };
  }

  /** Sets whether two people can chat. */
  async isSilent(silent: boolean): Promise<void> {
    const path = join(this.#folder, 'smoke-red');
    if (silent) await writeFile(path, '');
    else await rm(path, { force: true });
  }

  /** Digests of signed images. */
  get signed(): readonly string[] {
    const path = join(this.#folder, 'signed');
    return existsSync(path) ? (readFileSync(path, 'utf8').match(/sha256:[0-9a-f]{64}/g) ?? []) : [];
  }

  /** Somebody changes a checkout and pushes. */
  async push(message: string, change: (folder: string) => Promise<unknown>): Promise<void> {
    this.aws.freshClone();
    await change(this.aws.clone);
    this.aws.commit(message);
    answerFrom('git', ['-C', this.aws.clone, 'push', '--quiet', 'origin', 'main']);
  }

  /**
   * Runs a workflow, with the variables and secrets that are set.
   * @param before the commit of main before the push that starts it
   */
  run(
    workflow: string,
    inputs: Readonly<Record<string, string>> = {},
    before = '',
  ): Promise<RunEnd> {
    const { variables, secrets } = this.settings;
    const world = {
      root: REPOSITORY,
      folder: this.#folder,
      environment: this.#environment,
      actions: this.#actions,
      github: {
        token: 'invented',
        repository: 'you/live-chat',
        ref_name: 'main',
        sha: this.head(),
        event: { before },
      },
      vars: variables,
      secrets,
    };
    return runWorkflow(world, workflow, inputs);
  }
}

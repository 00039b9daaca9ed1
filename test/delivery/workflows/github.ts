import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath } from '../../../scripts/tools/command.ts';
import { answerFrom } from '../command.ts';
import { FAKES as FAKES_OF_AWS, Rehearsal } from '../infrastructure/rehearsal.ts';
import { REPOSITORY } from '../repository.ts';
import { type Effect, type RunEnd, runWorkflow } from './runner.ts';

/** Notes what it is asked to do, and knows the repository's numbers. */
const GH = `#!/usr/bin/env bash
set -euo pipefail
case "$1" in
  api) echo '{"id": 4711, "owner": {"id": 42}}' ;;
  auth) [[ -n $GH_TOKEN ]] ;;
  *) printf '%s\\n' "$*" >>"$GITHUB/asked" ;;
esac
`;
/** Somebody writes a line and closes the window. */
const EDITOR = '#!/usr/bin/env bash\nprintf "# Mine.\\n" >>"$1"\n';
/** What is not AWS's: packages, signatures, the scanner, as in rehearsals of workflows alone. */
const FAKES = fileURLToPath(new URL('fakes', import.meta.url));

const ended = (command: string, cwd: string, env: NodeJS.ProcessEnv, input: string) =>
  new Promise<{ readonly code: number | null; readonly log: string }>((resolve, reject) => {
    const child = spawn('bash', ['-c', command], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        log += data;
      });
    }
    child.stdin.end(input);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, log }));
  });

/** A fork on GitHub, in the rehearsal of an AWS account: what people type, and what their runs do. */
export class GitHub {
  readonly aws: Rehearsal;
  readonly #folder: string;

  private constructor(aws: Rehearsal) {
    this.aws = aws;
    this.#folder = join(aws.folder, 'github');
  }

  static async start(): Promise<GitHub> {
    const github = new GitHub(await Rehearsal.start());
    const programs = join(github.#folder, 'programs');
    await mkdir(programs, { recursive: true });
    await writeFile(join(programs, 'gh'), GH, { mode: 0o755 });
    await writeFile(join(programs, 'editor'), EDITOR, { mode: 0o755 });
    await mkdir(join(github.#folder, 'home'));
    return github;
  }

  stop(): Promise<void> {
    return this.aws.stop();
  }

  /** What GitHub's command line was asked for. */
  get asked(): readonly string[] {
    const path = join(this.#folder, 'asked');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  }

  get #environment(): NodeJS.ProcessEnv {
    const { PATH = '' } = process.env;
    return {
      ...this.aws.environment,
      PATH: [join(this.#folder, 'programs'), FAKES_OF_AWS, FAKES, PATH].join(delimiter),
      GITHUB: this.#folder,
      WORLD: this.#folder,
      REAL_GIT: findOnPath(['git']) ?? 'git',
    };
  }

  /** What a person types, with what the person answers; the address of the fork leads to this machine. */
  type(
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
      GIT_CONFIG_KEY_0: `url.${join(this.aws.folder, 'origin.git')}.insteadOf`,
      GIT_CONFIG_VALUE_0: 'https://github.com/YOU/live-chat',
      LIVE_CHAT_ANSWERS_FROM_STDIN: 'true',
    };
    return ended(command, cwd, env, answers);
  }

  get #actions(): Readonly<Record<string, Effect>> {
    const nothing: Effect = async () => ({});
    return {
      'actions/cache': nothing,
      'actions/checkout': async ({ folder }) => {
        answerFrom('git', ['clone', '--quiet', join(this.aws.folder, 'origin.git'), folder]);
        await copyFile(join(FAKES, 'smoke'), join(folder, 'scripts/smoke'));
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

  /** Where the smoke test finds the chat: the host of its address. */
  isServedAt(host: string): Promise<void> {
    return writeFile(join(this.#folder, 'site'), host);
  }

  /** Images that were signed, by their digests. */
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

  run(workflow: string, inputs: Readonly<Record<string, string>> = {}): Promise<RunEnd> {
    const world = {
      root: REPOSITORY,
      folder: this.#folder,
      environment: this.#environment,
      actions: this.#actions,
      github: { token: 'invented', repository: 'you/live-chat' },
      vars: { AWS_ACCOUNT_ID: '123456789012' },
      secrets: {},
    };
    return runWorkflow(world, workflow, inputs);
  }
}

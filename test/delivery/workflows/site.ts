import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath } from '../../../scripts/toolchain/command.ts';
import { ended } from '../command.ts';
import { REPOSITORY } from '../repository.ts';
import { git } from './git.ts';
import { Registry } from './registry.ts';
import { type Effect, type RunEnd, runWorkflow, type World } from './runner.ts';
import { readWorkflow, startsOnPush, workflowNames } from './workflow.ts';

const FAKES = fileURLToPath(new URL('fakes', import.meta.url));
const ACCOUNT = '111122223333';

/** How a script ended. */
export interface Ending {
  readonly code: number | null;
  readonly log: string;
  /** The outputs for a workflow. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** A fork on GitHub with an AWS account, as workflows see them, all on this machine. */
export class Site {
  readonly folder: string;
  readonly registry: Registry;
  /** The roles that jobs requested, by session name. */
  readonly roles = new Map<string, string>();
  #folders = 0;

  private constructor(folder: string, registry: Registry) {
    this.folder = folder;
    this.registry = registry;
  }

  static async start(): Promise<Site> {
    const folder = await mkdtemp(join(tmpdir(), 'live-chat-site-'));
    const site = new Site(folder, await Registry.start(join(folder, 'registry')));
    await mkdir(site.world);
    await site.#makeOrigin();
    return site;
  }

  async stop(): Promise<void> {
    await this.registry.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  get world(): string {
    return join(this.folder, 'world');
  }

  get origin(): string {
    return join(this.folder, 'origin.git');
  }

  /**
   * The committed and staged files of this repository as one commit, without writing to its object
   * store.
   */
  async #makeOrigin(): Promise<void> {
    git(this.folder, ['init', '--quiet', '--bare', '--initial-branch=main', this.origin]);
    const objects = join(this.folder, 'objects');
    await mkdir(objects);
    const env = {
      GIT_INDEX_FILE: join(this.folder, 'index'),
      GIT_OBJECT_DIRECTORY: objects,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: git(REPOSITORY, [
        'rev-parse',
        '--path-format=absolute',
        '--git-path',
        'objects',
      ]),
    };
    git(REPOSITORY, ['add', '--all'], env);
    git(
      REPOSITORY,
      ['rm', '--quiet', '--cached', '--ignore-unmatch', 'environments/*/images.yaml'],
      env,
    );
    const tree = git(REPOSITORY, ['write-tree'], env);
    const commit = git(REPOSITORY, ['commit-tree', tree, '-m', 'test: everything'], env);
    git(REPOSITORY, ['push', '--quiet', this.origin, `${commit}:refs/heads/main`], env);
  }

  /** Another person's checkout of the branch. */
  async clone(): Promise<string> {
    this.#folders += 1;
    const folder = join(this.folder, `clone-${this.#folders}`);
    git(this.folder, ['clone', '--quiet', this.origin, folder]);
    await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
    return folder;
  }

  /** The branch's workflows, without the other files. */
  #workflows(): string {
    this.#folders += 1;
    const folder = join(this.folder, `workflows-${this.#folders}`);
    git(this.folder, ['clone', '--quiet', '--no-checkout', this.origin, folder]);
    git(folder, ['checkout', '--quiet', 'main', '--', '.github']);
    return folder;
  }

  /** Somebody changes files and pushes. @returns the commit */
  async push(
    files: Readonly<Record<string, string>>,
    message = 'feat: something',
  ): Promise<string> {
    const folder = await this.clone();
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await appendFile(join(folder, path), text);
    }
    git(folder, ['add', '--all', '--', ...Object.keys(files)]);
    git(folder, ['commit', '--quiet', '--message', message]);
    git(folder, ['push', '--quiet', 'origin', 'main']);
    return this.head;
  }

  /** Somebody changes a checkout in some other way and pushes. */
  async change(message: string, change: (folder: string) => Promise<unknown>): Promise<string> {
    const folder = await this.clone();
    await change(folder);
    git(folder, ['commit', '--quiet', '--all', '--message', message]);
    git(folder, ['push', '--quiet', 'origin', 'main']);
    return this.head;
  }

  /** Somebody reverts a commit and pushes. */
  async revert(commit: string): Promise<string> {
    const folder = await this.clone();
    git(folder, ['revert', '--no-edit', commit]);
    git(folder, ['push', '--quiet', 'origin', 'main']);
    return this.head;
  }

  get head(): string {
    return git(this.origin, ['rev-parse', 'main']);
  }

  git(...args: string[]): string {
    return git(this.origin, args);
  }

  /** What an environment runs according to the branch. */
  images(environment = 'staging'): string {
    try {
      return this.git('show', `main:environments/${environment}/images.yaml`);
    } catch {
      return '';
    }
  }

  digest(component: string): string {
    return this.images().match(new RegExp(`^${component}:\\s+digest: (\\S+)`, 'm'))?.[1] ?? '';
  }

  /** Does something while a script of the remote decides about each update of a branch. */
  async withUpdateHook<T>(script: string, body: () => Promise<T>): Promise<T> {
    const path = join(this.origin, 'hooks/update');
    await writeFile(path, `#!/usr/bin/env bash\n${script}\n`, { mode: 0o755 });
    try {
      return await body();
    } finally {
      await rm(path);
    }
  }

  /** Sets or clears a state of the fakes. */
  async is(what: string, text: string | undefined): Promise<void> {
    const path = join(this.world, what);
    if (text === undefined) await rm(path, { force: true });
    else await writeFile(path, text);
  }

  said(what: string): string | undefined {
    const path = join(this.world, what);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  }

  async pullRequests(): Promise<readonly string[]> {
    const folder = join(this.world, 'pull-requests');
    return existsSync(folder) ? (await readdir(folder)).sort() : [];
  }

  /** Calls of the fakes since the last time. */
  async calls(): Promise<readonly string[]> {
    const lines = (this.said('calls') ?? '').split('\n').filter((line) => line !== '');
    await this.is('calls', undefined);
    return lines;
  }

  get environment(): NodeJS.ProcessEnv {
    const { PATH = '', HOME = '', LIVE_CHAT_TOOLS, XDG_CACHE_HOME } = process.env;
    return {
      PATH: [FAKES, PATH].join(delimiter),
      HOME,
      ...(LIVE_CHAT_TOOLS === undefined ? {} : { LIVE_CHAT_TOOLS }),
      ...(XDG_CACHE_HOME === undefined ? {} : { XDG_CACHE_HOME }),
      TMPDIR: this.folder,
      WORLD: this.world,
      ORIGIN: this.origin,
      REGISTRY: this.registry.address,
      REPOSITORY: 'you/live-chat',
      REAL_GIT: findOnPath(['git']) ?? 'git',
      REAL_CURL: findOnPath(['curl']) ?? 'curl',
      GIT_CONFIG_GLOBAL: '/dev/null',
      WAIT_INTERVAL: '0.1',
      WAIT_HEALTHY: '3',
    };
  }

  /** Runs a script of a checkout. */
  async run(
    clone: string,
    script: string,
    args: readonly string[] = [],
    env: NodeJS.ProcessEnv = {},
  ): Promise<Ending> {
    this.#folders += 1;
    const path = join(this.folder, `output-${this.#folders}`);
    const child = spawn(join(clone, script), args, {
      cwd: clone,
      env: { ...this.environment, AWS_ACCOUNT_ID: ACCOUNT, GITHUB_OUTPUT: path, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { code, output } = await ended(child);
    const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
    return { code, log: output, outputs: Object.fromEntries(lines.map((line) => line.split('='))) };
  }

  /** Local implementations of the workflows' actions; one that is not listed is rejected. */
  #actions(
    sha: string,
    replace: Readonly<Record<string, string>>,
  ): Readonly<Record<string, Effect>> {
    const nothing: Effect = async () => ({});
    return {
      'actions/cache': nothing,
      'actions/checkout': async ({ folder, inputs }) => {
        if (inputs['fetch-depth'] === '0') {
          git(folder, ['clone', '--quiet', '--no-checkout', this.origin, '.']);
          git(folder, ['checkout', '--quiet', '-B', 'main', inputs['ref'] ?? sha]);
        } else {
          // From a path instead of an address, git would take all of the history.
          git(folder, ['clone', '--quiet', '--depth', '1', `file://${this.origin}`, '.']);
        }
        for (const [path, fake] of Object.entries(replace)) {
          await copyFile(join(FAKES, fake), join(folder, path));
        }
        return {};
      },
      'actions/setup-node': async ({ folder }) => {
        await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
        return {};
      },
      'aws-actions/configure-aws-credentials': async ({ inputs }) => {
        this.roles.set(inputs['role-session-name'] ?? '', inputs['role-to-assume'] ?? '');
        return {};
      },
      'anchore/scan-action/download-grype': async () => ({ cmd: join(FAKES, 'grype') }),
      'docker/setup-buildx-action': nothing,
      'hashicorp/setup-terraform': nothing,
      'sigstore/cosign-installer': nothing,
      'actions/upload-artifact': async ({ folder, inputs }) => {
        await copyFile(
          join(folder, inputs['path'] ?? ''),
          join(this.folder, `artifact-${inputs['name']}`),
        );
        return {};
      },
      'actions/download-artifact': async ({ folder, inputs }) => {
        await copyFile(
          join(this.folder, `artifact-${inputs['name']}`),
          join(folder, `${inputs['name']}.md`),
        );
        return {};
      },
    };
  }

  /** Runs a workflow at its commit, with the current state of the fakes. */
  async workflow(
    name: string,
    options: {
      readonly inputs?: Readonly<Record<string, string>>;
      /** Files of the checkout that fakes replace. */
      readonly replace?: Readonly<Record<string, string>>;
      readonly account?: string;
      /** The commit of the branch before the push that starts it. */
      readonly before?: string;
      /** The commit to run at, if not the newest one. */
      readonly at?: string;
      /** Additional environment variables of its scripts: how long they wait. */
      readonly env?: NodeJS.ProcessEnv;
      /** States of the fakes while it runs. */
      readonly states?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<RunEnd> {
    const states = Object.entries(options.states ?? {});
    for (const [what, text] of states) await this.is(what, text);
    const sha = options.at ?? this.head;
    const root = this.#workflows();
    const world: World = {
      root,
      folder: this.folder,
      environment: { ...this.environment, ...options.env },
      actions: this.#actions(sha, options.replace ?? { 'scripts/smoke': 'smoke' }),
      github: {
        sha,
        token: 'invented',
        repository: 'you/live-chat',
        ref: 'refs/heads/main',
        ref_name: 'main',
        event: { before: options.before ?? '' },
      },
      vars: { AWS_ACCOUNT_ID: options.account ?? ACCOUNT },
      secrets: {},
    };
    const run = await runWorkflow(world, name, options.inputs);
    for (const [what] of states) await this.is(what, undefined);
    return run;
  }

  /** Records images for an environment, in a new checkout unless one is given. */
  async record(
    images: readonly [environment: string, backend: string, ui: string],
    { clone, env = {} }: { readonly clone?: string; readonly env?: NodeJS.ProcessEnv } = {},
  ): Promise<Ending> {
    const [environment, backend, ui] = images;
    const words = [environment, 'backend', backend, 'ui', ui];
    return this.run(clone ?? (await this.clone()), 'scripts/record-images', words, env);
  }

  /** The workflows that a push of the branch's commits since a given one would start. */
  started(since: string): string[] {
    const files = this.git('diff', '--name-only', since, 'main').split('\n');
    return workflowNames(REPOSITORY).filter((name) =>
      startsOnPush(readWorkflow(REPOSITORY, name), { branch: 'main', files }),
    );
  }
}

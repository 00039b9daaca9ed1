import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { build } from 'esbuild';
import { findOnPath } from '../../../scripts/toolchain/command.ts';
import { freePort } from '../../../scripts/toolchain/free-port.ts';
import { pluginFolders } from '../../../scripts/toolchain/infrastructure-tools.ts';
import { type Ended, ended } from '../command.ts';
import { tool } from '../tools.ts';
import { lineOf, startAwsProvider } from './provider.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
/** Fakes of AWS's programs and of those that need AWS. */
export const FAKES = fileURLToPath(new URL('fakes', import.meta.url));

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/**
 * How a run is interrupted once, at the first matching call; 'refuse': at each one, until it is
 * allowed again.
 */
export type Way = 'fail' | 'kill' | 'int' | 'midway' | 'refuse';

const git = (folder: string, ...args: string[]): string => {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  const { status, stdout, stderr } = spawnSync('git', [...identity, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
};

/** How long the scripts wait for the fakes, which are fast, s. */
const WAITS = {
  WAIT_INTERVAL: '0.1',
  WAIT_API: '5',
  WAIT_APPLICATIONS: '20',
  WAIT_BALANCER: '20',
  WAIT_HEALTHY: '20',
  WAIT_NAMES: '20',
  WAIT_CLEANUP: '10',
  WAIT_VOLUMES: '10',
};
/** A run that takes longer hangs. */
const RUN_TIMEOUT_MS = 1_700_000;

export const SECRET = 'a7Qx-2kLm_9Zt4Vw8Rb3Nc6Yh1Jd5Gf0Ps';

/** Calls of the AWS client that change something. */
export const CHANGES =
  /^aws \S+ (create|put|delete|update|attach|detach|add|import|associate|tag|revoke|modify|set)-/;

/** @throws Error with the end of its output, when a run has failed */
export function expectGood(ending: Ended): void {
  if (ending.code !== 0)
    throw new Error(`ended with ${ending.code ?? ending.signal}:\n${ending.output.slice(-8000)}`);
}

/**
 * A fake AWS, a repository that can be pushed to, and the scripts of this repository in a clone of it. The scripts,
 * Terraform's cluster root and the AWS client are the real ones.
 */
export class Rehearsal {
  readonly folder: string;
  readonly state: string;
  readonly endpoint: string;
  #servers: ChildProcess[] = [];
  /** By which Terraform finds the provider that runs already. */
  #provider: NodeJS.ProcessEnv = {};
  #clones = 0;
  clone = '';

  private constructor(folder: string, endpoint: string) {
    this.folder = folder;
    this.state = join(folder, 'state');
    this.endpoint = endpoint;
  }

  static async start(): Promise<Rehearsal> {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'live-chat-rehearsal-'));
    const rehearsal = new Rehearsal(folder, `http://127.0.0.1:${port}`);
    try {
      await mkdir(rehearsal.state);
      // Before the servers: a process that still writes when one of them fails would write into a
      // folder that is being removed.
      await rehearsal.#buildCluster();
      await rehearsal.#startServers(port);
      await rehearsal.#makeOrigin();
      rehearsal.freshClone();
      return rehearsal;
    } catch (error) {
      await rehearsal.stop();
      throw error;
    }
  }

  async #startServers(port: number): Promise<void> {
    const moto = spawn(tool('MOTO_PATH'), ['-H', '127.0.0.1', '-p', String(port)], {
      env: {
        ...process.env,
        MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
        MOTO_EC2_LOAD_DEFAULT_AMIS: 'false',
        // Seconds until a certificate of a domain counts as validated; a minute otherwise.
        MOTO_ACM_VALIDATION_WAIT: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const client = spawn(this.python, [join(FAKES, 'aws-server.py'), this.socket], {
      env: { ...process.env, ...this.#credentials },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#servers = [moto, client];
    await Promise.all([
      lineOf(moto, 'stderr', /Running on/),
      lineOf(client, 'stdout', /ready/),
      this.#startProvider(),
    ]);
    moto.stderr?.resume();
  }

  async #startProvider(): Promise<void> {
    const provider = await startAwsProvider(this.environment);
    if (provider === undefined) return;
    this.#servers.push(provider.process);
    this.#provider = provider.env;
  }

  async #buildCluster(): Promise<void> {
    await build({
      entryPoints: [join(FAKES, 'cluster.ts')],
      outfile: join(this.folder, 'cluster.mjs'),
      platform: 'node',
      format: 'esm',
      bundle: true,
      logLevel: 'error',
    });
  }

  get python(): string {
    return join(dirname(tool('MOTO_PATH')), 'bin', 'python');
  }

  get socket(): string {
    return join(this.folder, 'aws');
  }

  readonly #credentials = {
    AWS_ACCESS_KEY_ID: 'invented',
    AWS_SECRET_ACCESS_KEY: 'invented',
    AWS_EC2_METADATA_DISABLED: 'true',
  };

  /** The committed and staged files of this repository, as a new history. */
  async #makeOrigin(): Promise<void> {
    const source = join(this.folder, 'source');
    const files = git(REPOSITORY, 'ls-files', '--cached', '--others', '--exclude-standard')
      .split('\n')
      .filter((file) => existsSync(join(REPOSITORY, file)));
    for (const file of files) {
      await cp(join(REPOSITORY, file), join(source, file), { verbatimSymlinks: true });
    }
    await rm(join(source, 'environments/staging/images.yaml'), { force: true });
    git(source, 'init', '--quiet', '--initial-branch=main');
    git(source, 'add', '--all');
    git(source, 'commit', '--quiet', '--message', 'test: everything');
    git(this.folder, 'clone', '--quiet', '--bare', source, 'origin.git');
  }

  /** A new checkout, as after losing the last one. */
  freshClone(): void {
    this.#clones += 1;
    this.clone = join(this.folder, `clone-${this.#clones}`);
    git(this.folder, 'clone', '--quiet', 'origin.git', this.clone);
    git(this.clone, 'config', 'user.name', 'Test');
    git(this.clone, 'config', 'user.email', 'test@example.com');
    spawnSync('ln', ['-s', join(REPOSITORY, 'node_modules'), join(this.clone, 'node_modules')]);
  }

  get environment(): NodeJS.ProcessEnv {
    const { PATH = '', HOME = '', GOGC = '', GOMEMLIMIT = '' } = process.env;
    const plugins = pluginFolders().map((folder) => `-plugin-dir=${folder}`);
    return {
      ...this.#credentials,
      PATH: [FAKES, PATH].join(delimiter),
      HOME,
      GOGC,
      GOMEMLIMIT,
      TMPDIR: this.folder,
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_MAX_ATTEMPTS: '2',
      TF_CLI_CONFIG_FILE: '/dev/null',
      TF_CLI_ARGS_init: plugins.join(' '),
      TF_IN_AUTOMATION: 'true',
      ...this.#provider,
      CHECKPOINT_DISABLE: 'true',
      ...WAITS,
      REPOSITORY: 'you/live-chat',
      FAKES,
      FAKE_STATE: this.state,
      FAKE_AWS_SOCKET: this.socket,
      FAKE_PYTHON: this.python,
      FAKE_CLUSTER: join(this.folder, 'cluster.mjs'),
      FAKE_REPOSITORY: join(this.folder, 'origin.git'),
      FAKE_INTERRUPT: this.#interruption,
      NODE: process.execPath,
      REAL_GIT: findOnPath(['git']) ?? 'git',
      REAL_TERRAFORM: findOnPath(['terraform']) ?? 'terraform',
    };
  }

  get #interruption(): string {
    return join(this.folder, 'interrupt');
  }

  /** Interrupts the next run in this way at the first call that matches a shell pattern. */
  async interrupt(way: Way, call: string): Promise<void> {
    await writeFile(this.#interruption, `${way}\n${call}\n`);
  }

  /** Refuses nothing from now on. */
  allow(): Promise<void> {
    return rm(this.#interruption, { force: true });
  }

  /** Whether the requested interruption happened. */
  get interrupted(): boolean {
    return !existsSync(this.#interruption);
  }

  /** Runs a script of the clone in a process group of its own, as a terminal would. */
  async run(
    script: string,
    args: readonly string[] = [],
    options: RunOptions = {},
  ): Promise<Ended> {
    const child = spawn(join(this.clone, script), args, {
      cwd: this.clone,
      env: { ...this.environment, ...options.env },
      detached: true,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    child.stdin?.end(options.input);
    let hung = '';
    const hanging = setTimeout(() => {
      hung = '\nIt hung, and was ended by the test.\n';
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, RUN_TIMEOUT_MS);
    const end = await ended(child);
    clearTimeout(hanging);
    return { ...end, output: stripVTControlCharacters(end.output) + hung };
  }

  /** One response of the fake AWS. @param words arguments, several in a text */
  aws(...words: string[]): string {
    const args = words.flatMap((word) => word.split(' '));
    const { status, stdout, stderr } = spawnSync(
      this.python,
      ['-S', '-E', join(FAKES, 'aws-call.py'), ...args],
      { env: { ...this.environment, AWS_DEFAULT_REGION: 'eu-west-1' }, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`aws ${words.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  /** Calls of the fakes since the last time, one per line. */
  async calls(): Promise<readonly string[]> {
    const path = join(this.state, 'calls');
    if (!existsSync(path)) return [];
    const lines = (await readFile(path, 'utf8')).split('\n');
    await rm(path);
    return lines.filter((line) => line !== '');
  }

  /** Environments whose Ingress is in the fake cluster. */
  get ingresses(): readonly string[] {
    const cluster = JSON.parse(readFileSync(join(this.state, 'cluster.json'), 'utf8'));
    return Object.keys(cluster.ingresses);
  }

  /** A file that changes how a fake behaves. */
  async misbehave(how: 'controller-is-stuck' | 'api-is-unreachable', on: boolean): Promise<void> {
    const path = join(this.state, how);
    if (on) await writeFile(path, '');
    else await rm(path, { force: true });
  }

  /** Sets what AWS answers from now on, if the fake has a file for it. */
  says(what: 'support-ends' | 'certificate-ends', text: string): Promise<void> {
    return writeFile(join(this.state, what), `${text}\n`);
  }

  /** Changes files of the clone without committing them; each must contain the pattern. */
  async edit(paths: readonly string[], from: RegExp, to: string): Promise<void> {
    for (const path of paths) {
      const before = await readFile(join(this.clone, path), 'utf8');
      const after = before.replaceAll(from, to);
      if (after === before) throw new Error(`${path} does not contain ${from}`);
      await writeFile(join(this.clone, path), after);
    }
  }

  /** Commits all changes in the clone, without pushing. */
  commit(message: string): void {
    git(this.clone, 'commit', '--quiet', '--all', '--message', message);
  }

  /** A file of the branch that Argo CD follows. */
  followed(path: string): string {
    return git(join(this.folder, 'origin.git'), 'show', `main:${path}`);
  }

  async stop(): Promise<void> {
    const gone = this.#servers
      .filter(
        ({ exitCode, signalCode, pid }) => pid !== undefined && (exitCode ?? signalCode) === null,
      )
      .map((server) => new Promise((resolve) => server.once('exit', resolve)));
    for (const server of this.#servers) server.kill('SIGKILL');
    await Promise.all(gone);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A PATH on which one program is missing, or reports another version. */
  async pathWith(name: string, script?: string): Promise<string> {
    const folder = await mkdtemp(join(this.folder, 'path-'));
    const everything = [FAKES, ...(process.env['PATH'] ?? '').split(delimiter)];
    const programs = [
      'aws',
      'terraform',
      'kubectl',
      'docker',
      'curl',
      'jq',
      'git',
      'openssl',
      'node',
      'bash',
      'env',
      'dirname',
      'sort',
      'head',
      'mktemp',
      'rm',
      'grep',
      'cat',
      'tr',
      'sed',
      'id',
      'ps',
      'mv',
    ];
    for (const program of programs.filter((other) => other !== name)) {
      const path = findOnPath([program], everything.join(delimiter));
      if (path !== undefined) await symlink(path, join(folder, program));
    }
    if (script !== undefined) await writeFile(join(folder, name), script, { mode: 0o755 });
    return folder;
  }

  read(path: string): string {
    return readFileSync(join(this.clone, path), 'utf8');
  }
}

import { spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../scripts/toolchain/free-port.ts';
import { answerFrom } from '../delivery/command.ts';
import { REPOSITORY, SET_IMAGE } from '../delivery/repository.ts';
import { Program } from './program.ts';

const FOLLOWED = ['argocd', 'charts', 'environments'] as const;
const IDENTITY = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];

/** The digests of a release. */
export interface Release {
  readonly backend: string;
  readonly ui: string;
}

/**
 * A bare repository with the files that a cluster follows, served on this computer, and a clone of
 * it.
 */
export class Origin {
  readonly url: string;
  readonly #clone: string;
  readonly #server: Program;

  private constructor(url: string, clone: string, server: Program) {
    this.url = url;
    this.#clone = clone;
    this.#server = server;
  }

  /**
   * @param host the address of this computer, as the cluster reaches it
   * @throws ProgramEnded
   */
  static async serve(folder: string, host: string): Promise<Origin> {
    const port = await freePort();
    const base = join(folder, 'served');
    await mkdir(base, { recursive: true });
    const server = await Program.start('git', 'git-daemon', folder, {
      args: [
        'daemon',
        '--verbose',
        '--export-all',
        '--reuseaddr',
        `--base-path=${base}`,
        `--listen=${host}`,
        `--port=${port}`,
      ],
      ready: /Ready to rumble/,
    });
    const clone = join(folder, 'clone');
    const origin = new Origin(`git://${host}:${port}/live-chat.git`, clone, server);
    await origin.#fill(join(base, 'live-chat.git'));
    return origin;
  }

  #git(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync('git', [...IDENTITY, '-C', this.#clone, ...args], {
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
    });
    if (status === 0) return stdout.trim();
    throw new Error(`git ${args.join(' ')}: ${stderr}`);
  }

  /** The current working tree, without images of any environment. */
  async #fill(bare: string): Promise<void> {
    await mkdir(this.#clone);
    for (const name of FOLLOWED) {
      await cp(join(REPOSITORY, name), join(this.#clone, name), {
        recursive: true,
        verbatimSymlinks: true,
        filter: (path) => !path.endsWith('/images.yaml'),
      });
    }
    this.#git('init', '--quiet', '--initial-branch=main');
    this.#git('add', '--all');
    this.#git('commit', '--quiet', '--message', 'test: what a cluster follows');
    this.#git('clone', '--quiet', '--bare', '.', bare);
    this.#git('remote', 'add', 'origin', bare);
  }

  /** @returns the commit */
  async push(path: string, text: string, message: string): Promise<string> {
    await writeFile(join(this.#clone, path), text);
    this.#git('add', '--all');
    this.#git('commit', '--quiet', '--message', message);
    return this.#publish();
  }

  /** What a deploy commits. @returns the commit */
  async record(environment: string, { backend, ui }: Release): Promise<string> {
    const path = `environments/${environment}/images.yaml`;
    const digests = ['backend', backend, 'ui', ui];
    answerFrom(SET_IMAGE, [environment, ...digests, '--root', this.#clone]);
    const text = await readFile(join(this.#clone, path), 'utf8');
    return this.push(path, text, `deploy(${environment}): images`);
  }

  /** @returns the commit */
  remove(path: string): string {
    this.#git('rm', '--quiet', path);
    this.#git('commit', '--quiet', '--message', `revert: ${path}`);
    return this.#publish();
  }

  /** @returns the commit that reverts the newest one */
  revert(): string {
    this.#git('revert', '--no-edit', 'HEAD');
    return this.#publish();
  }

  #publish(): string {
    this.#git('push', '--quiet', 'origin', 'main');
    return this.#git('rev-parse', 'HEAD');
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

import { join } from 'node:path';
import { expect } from '@jest/globals';
import { type Fork, GitHub } from './github.ts';
import { commandsUnder } from './readme.ts';
import type { RunEnd } from './runner.ts';

/**
 * A person who follows the README at a keyboard, and GitHub, which runs what the person's pushes
 * start.
 */
export class Walk {
  readonly github: GitHub;
  readonly #fork: Fork;
  /** The folder that the person is in. */
  #folder: string;
  #exports = '';

  private constructor(github: GitHub, fork: Fork) {
    this.github = github;
    this.#fork = fork;
    this.#folder = join(github.aws.folder, 'github');
  }

  static async begin(fork: Fork = {}): Promise<Walk> {
    return new Walk(await GitHub.start(fork), fork);
  }

  stop(): Promise<void> {
    return this.github.stop();
  }

  /** Types one line. @returns the output @throws Error if it fails */
  async type(command: string): Promise<string> {
    const answers = '123456789012\n';
    const { code, log } = await this.github.type(this.#exports + command, this.#folder, answers);
    if (code !== 0) throw new Error(`${command}\nended with ${code}:\n${log}`);
    if (command.startsWith('export ')) this.#exports += `${command}\n`;
    if (command.endsWith('cd live-chat')) this.#folder = join(this.#folder, 'live-chat');
    return log;
  }

  /** The README's replacement for a push, where main accepts none. */
  #pushes(command: string): string {
    const [instead] = commandsUnder('A protected main');
    return command === 'git push' && this.#fork.protected ? (instead ?? '') : command;
  }

  /** Types every line of a section. */
  async follow(heading: string): Promise<string> {
    let log = '';
    for (const command of commandsUnder(heading)) {
      log += await this.type(this.#pushes(command));
      if (command.startsWith('scripts/bootstrap.sh')) {
        // The fake AWS does not evaluate conditions: 'TLS only' would lock everybody out, and it
        // does not support TLS.
        const bucket = 'live-chat-state-123456789012-eu-west-1';
        this.github.aws.aws('s3api delete-bucket-policy --bucket', bucket);
      }
    }
    return log;
  }

  /** Types the README's commands for a private copy, in a clone of the public repository. */
  async makePrivateCopy(): Promise<void> {
    const folder = this.#folder;
    this.#folder = this.github.aws.clone;
    await this.follow('A private repository');
    this.#folder = folder;
  }

  /** Runs a workflow to its end. @throws Error if it fails */
  async run(workflow: string, before?: string): Promise<RunEnd> {
    const run = await this.github.run(workflow, {}, before);
    if (run.results.includes('failure')) throw new Error(`${run.results}\n${run.log}`);
    return run;
  }

  /** Merges the pull request of a deploy, where main accepts no push, and runs what that starts. */
  async mergeRecord(): Promise<void> {
    if (!this.#fork.protected) return;
    const before = this.github.head();
    await this.type(commandsUnder('A protected main')[1] ?? '');
    expect(this.github.started(before)).toEqual(['environments']);
    const { results } = await this.run('environments', before);
    expect(results).toContain('staging/watch success');
  }

  /** The address that the run of an environment printed in its summary. */
  static addressIn(run: RunEnd, job: string): string {
    return run.job(job).summary.match(/runs the recorded images at (https:\S+)/)?.[1] ?? '';
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { AWS_PROVIDER, providerProgram } from '../../../scripts/toolchain/infrastructure-tools.ts';

/** The first line of a stream that matches, or what the pattern captures of it. */
export function lineOf(
  child: ChildProcess,
  stream: 'stdout' | 'stderr',
  pattern: RegExp,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const source = child[stream];
    if (source === null) throw new Error(`no ${stream}`);
    createInterface(source).on('line', (line) => {
      const match = pattern.exec(line);
      if (match !== null) resolve(match[1] ?? line);
    });
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`ended with ${code} without ${pattern}`)));
  });
}

/** A provider that runs, and the setting by which Terraform finds it. */
export interface RunningProvider {
  readonly process: ChildProcess;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Terraform's AWS provider as one process for many commands, as the provider's own acceptance tests
 * run it. Starting it and checking its 700 MB takes more than half of each command otherwise.
 * @returns undefined where no plugin folder has the provider: each command starts its own then
 */
export async function startAwsProvider(
  env: NodeJS.ProcessEnv,
): Promise<RunningProvider | undefined> {
  const program = providerProgram(AWS_PROVIDER);
  if (program === undefined) return undefined;
  const child = spawn(program, ['-debug'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const attach = await lineOf(child, 'stdout', /TF_REATTACH_PROVIDERS='(.*)'/);
  child.stdout.resume();
  return { process: child, env: { TF_REATTACH_PROVIDERS: attach } };
}

import { type ChildProcess, spawnSync } from 'node:child_process';

/** The output of a program and its exit status. */
export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program until it ends, without a shell and without input. */
export function ask(command: string, args: readonly string[]): Answer {
  const options = { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 } as const;
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  if (error !== undefined) throw error;
  return { status: status ?? -1, stdout, stderr };
}

/** The output of a program that must succeed. */
export function answerFrom(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = ask(command, args);
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')}\nended with ${status}:\n${stderr}${stdout}`);
}

/** What a process printed on both streams together, and on standard output alone, and its end. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly stdout: string;
}

/** Waits for a process to end. */
export function ended(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let [output, stdout] = ['', ''];
    child.stdout?.on('data', (data: Buffer) => {
      output += data;
      stdout += data;
    });
    child.stderr?.on('data', (data: Buffer) => {
      output += data;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, output, stdout }));
  });
}

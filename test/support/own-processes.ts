import type { ChildProcess } from 'node:child_process';

const running = new Set<ChildProcess>();

/** Remembers a process that this one has started, until it ends. */
export function ownProcess<Started extends ChildProcess>(child: Started): Started {
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/**
 * For a command: however it ends, by a signal too, the processes that it started end with it. Tests do not need
 * this, because they stop what they start.
 */
export function endOwnProcesses(): void {
  process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL');
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
}

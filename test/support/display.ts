import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const SCREEN = ['-screen', '0', '1280x900x24', '-nolisten', 'tcp'];

/** A running X display. */
export interface Display {
  readonly child: ChildProcess;
  /** What programs read from DISPLAY. */
  readonly name: string;
}

/** Starts a display that nobody sees. It names itself on a pipe once it is ready. @param program Xvfb */
export async function startDisplay(program: string): Promise<Display> {
  const child = spawn(program, ['-displayfd', '3', ...SCREEN], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const pipe = child.stdio[3];
  if (pipe === null || pipe === undefined) throw new TypeError('the display has no pipe');
  const [number] = await once(pipe, 'data');
  return { child, name: `:${String(number).trim()}` };
}

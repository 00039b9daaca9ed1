import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/**
 * Polls until a process has ended, because another process's child causes no event. A zombie has
 * ended, too.
 */
export async function processEnds(pid: number): Promise<void> {
  const ps = spawn('ps', ['-o', 'stat=', '-p', `${pid}`]);
  const [state] = await Promise.all([text(ps.stdout), once(ps, 'close')]);
  if (/^[^Z\s]/.test(state)) await processEnds(pid);
}

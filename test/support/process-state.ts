import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/**
 * Asks until a process has ended: of somebody else's child there is no event. One that nobody has buried
 * yet has ended, too.
 */
export async function processEnds(pid: number): Promise<void> {
  const ps = spawn('ps', ['-o', 'stat=', '-p', `${pid}`]);
  const [state] = await Promise.all([text(ps.stdout), once(ps, 'close')]);
  if (/^[^Z\s]/.test(state)) await processEnds(pid);
}

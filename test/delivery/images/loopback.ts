import { get } from 'node:http';

/** Two runs on one computer do not meet: each has a part of the loopback range, and tells its children. */
const NET = process.env['LOOPBACK_NET'] ?? `127.${10 + (process.pid % 200)}`;
process.env['LOOPBACK_NET'] = NET;

/** An address of this computer that nobody else uses: a pod's, say. */
export const loopback = (group: number, member: number): string => `${NET}.${group}.${member}`;

/** The status of an answer, or undefined when nobody answers. */
export function statusOf(host: string, port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get({ host, port, path, agent: false, timeout: 2_000 }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(undefined));
  });
}

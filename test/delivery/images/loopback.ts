import { get } from 'node:http';

/**
 * Two runs on one computer do not collide: each has a part of the loopback range, which its
 * children inherit.
 */
const NET = process.env['LOOPBACK_NET'] ?? `127.${10 + (process.pid % 200)}`;
process.env['LOOPBACK_NET'] = NET;

/** An unused address of this computer, for example for a pod. */
export const loopback = (group: number, member: number): string => `${NET}.${group}.${member}`;

/** The status of a response, or undefined when there is none. */
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

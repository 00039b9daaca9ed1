import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { loopback } from '../images/loopback.ts';

/** The response. */
export interface Reply {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** Where the load balancer listens, and its public name. */
export const ADDRESS = loopback(5, 1);
export const HOST = 'chat.example.org';

/** An HTTPS server: where it listens, and its public name. */
export interface Site {
  readonly address: string;
  readonly port?: number;
  /** As in an address: with its port, if that is not 443. */
  readonly host: string;
}

interface Asking {
  readonly headers?: Record<string, string>;
  /** Uses HTTPS unless false. */
  readonly secure?: boolean;
  /** Makes it a POST. */
  readonly body?: string;
}

/** Sends a request like a browser that trusts the site's certificate. */
export function ask(
  { address, port, host }: Site,
  path: string,
  { headers = {}, secure = true, body }: Asking = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const options = {
      host: address,
      port,
      path,
      method,
      headers: { host, ...headers },
      agent: false,
    };
    const servername = host.replace(/:\d+$/, '');
    const asking = secure
      ? request({ ...options, rejectUnauthorized: false, servername })
      : plainRequest(options);
    asking.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (more: string) => {
        text += more;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

export const askBalancer = (path: string, asking?: Asking): Promise<Reply> =>
  ask({ address: ADDRESS, host: HOST }, path, asking);

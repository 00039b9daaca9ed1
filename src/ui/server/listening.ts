import { once } from 'node:events';
import type { Server } from 'node:net';

/** A port that cannot be listened on, in words for whoever starts the process. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['EADDRINUSE', 'it is already in use'],
  ['EACCES', 'the system does not allow it'],
  ['EADDRNOTAVAIL', 'this machine does not have that address'],
  ['ENOTFOUND', 'no such host is known'],
]);

/** Where to listen, and what that is called by whoever can change it. */
export interface ListenPlace {
  readonly host: string;
  readonly port: number;
  readonly setting: string;
}

/** Listens; returns the port, which the system chose if it was 0. @throws ListenError */
export async function listen(server: Server, place: ListenPlace): Promise<number> {
  const { host, port, setting } = place;
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    const reason = REASONS.get(code) ?? String(code);
    throw new ListenError(`${setting}: cannot listen on ${host}, port ${port}: ${reason}`, {
      cause,
    });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

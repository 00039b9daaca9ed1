import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that nobody listens on now. Below 50,000, since a cluster's bus adds 10,000. */
export async function freePort(): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 12_000);
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    return freePort();
  }
  server.close();
  await once(server, 'close');
  return port;
}

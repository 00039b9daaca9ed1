import { once } from 'node:events';
import { createServer } from 'node:net';

const HOST = '127.0.0.1';
/** A node of a Redis Cluster talks to the others on a port that is higher by this number. */
const BUS = 10_000;
/** With the bus below 32,768, where automatically assigned ports begin. */
const [FIRST, COUNT] = [12_000, 10_000];

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** A port that is free now, together with its cluster bus port. */
export async function freePort(): Promise<number> {
  const port = FIRST + Math.floor(Math.random() * COUNT);
  return (await isFree(port)) && (await isFree(port + BUS)) ? port : freePort();
}

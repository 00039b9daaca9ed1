import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Server } from 'socket.io';
import { SEND_BUFFER_MAX_BYTES, SEND_BUFFER_MAX_PACKETS } from '../../protocol/limits.ts';
import { listen, stopListening } from '../../service/listening.ts';
import { RawConnection } from '../testing/raw-connection.ts';
import type { RelayServer, RelaySocket } from './relay-server.ts';
import { limitSendBuffer } from './send-buffer-limit.ts';
import { RelayWebSocketServer } from './websocket-server.ts';

type RelayConn = RelaySocket['conn'];

const httpServer = createServer();
const io: RelayServer = new Server(httpServer, { wsEngine: RelayWebSocketServer });
afterEach(async () => {
  io.engine.close();
  await stopListening(httpServer);
});

/** Both ends of a connection. */
async function connect(): Promise<{ conn: RelayConn; client: RawConnection }> {
  const port = await listen(httpServer, { host: '127.0.0.1', port: 0, setting: 'PORT' });
  const opened: Promise<[RelayConn]> = once(io.engine, 'connection') as Promise<[RelayConn]>;
  const client = await RawConnection.open(port);
  const [conn] = await opened;
  limitSendBuffer(conn);
  return { conn, client };
}

/** Sends until the connection ends. @returns bytes that waited for the reader when it did */
async function flood(conn: RelayConn, size: number): Promise<number> {
  let waiting = 0;
  conn.on('flush', () => {
    waiting = 0;
  });
  while (conn.readyState === 'open') {
    for (let count = 0; count < 100 && conn.readyState === 'open'; count++) {
      waiting += size;
      conn.send('x'.repeat(size));
    }
    await new Promise(setImmediate);
  }
  return waiting;
}

describe('a connection that does not read', () => {
  it.each([
    ['large packets', 10_000, SEND_BUFFER_MAX_BYTES],
    ['small packets', 100, SEND_BUFFER_MAX_PACKETS * 100],
  ])('is terminated when too much is queued for it: %s', async (_, size, limit) => {
    const { conn, client } = await connect();
    client.pause();
    const closed = once(conn, 'close');
    expect(await flood(conn, size)).toBeLessThanOrEqual(limit + size);
    await closed;
    await client.end();
  });
});

describe('a connection that pings and does not read', () => {
  it('is terminated when too many answers are queued for it', async () => {
    const { conn, client } = await connect();
    client.pause();
    // More than the operating system buffers for both ends.
    for (let sent = 0; conn.readyState === 'open' && sent < 150_000; ) {
      for (let count = 0; count < 100 && client.waiting < SEND_BUFFER_MAX_BYTES; count++, sent++) {
        client.ping();
      }
      await new Promise(setImmediate);
    }
    expect(conn.readyState).not.toBe('open');
    await client.end();
  });
});

describe('a connection that reads', () => {
  it('may receive any amount', async () => {
    const { conn, client } = await connect();
    const closed = once(conn, 'close');
    for (let count = 0; count < 200 && conn.readyState === 'open'; count++) {
      conn.send('x'.repeat(SEND_BUFFER_MAX_BYTES / 4));
      await Promise.race([once(conn.transport, 'drain'), closed]);
    }
    expect(conn.readyState).toBe('open');
    await client.end();
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { Server, type Socket } from 'socket.io';
import { io as connect } from 'socket.io-client';
import * as msgpack from 'socket.io-msgpack-parser';
import { packetParser } from './packet-parser.ts';
import { sendFramed } from './websocket-frame.ts';

/** Around the sizes at which a header has no, two or eight additional length bytes. */
const SIZES = [...range(80, 130), ...range(65_480, 65_540), 300_000];

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

test.each(['websocket', 'polling'])(
  'packets of every size arrive complete over %s',
  async (transport) => {
    const http = createServer();
    const server = new Server(http, { parser: packetParser });
    server.engine.on('connection', sendFramed);
    server.on('connection', (socket) => {
      for (const size of SIZES) socket.emit('bytes', Buffer.alloc(size, size));
    });
    await once(http.listen(0, '127.0.0.1'), 'listening');
    const { port } = http.address() as AddressInfo;
    const connected = once(server, 'connection') as Promise<[Socket]>;
    const client = connect(`http://127.0.0.1:${port}`, {
      parser: msgpack,
      transports: [transport],
      reconnection: false,
    });
    const seen: Buffer[] = [];
    await new Promise<void>((resolve) => {
      client.on('bytes', (bytes: Buffer) => {
        seen.push(bytes);
        if (seen.length === SIZES.length) resolve();
      });
    });
    const [socket] = await connected;
    // Engine.IO waits 30 s for a polling client that the server disconnects.
    const left = once(socket, 'disconnect');
    client.disconnect();
    await left;
    await server.close();
    expect(
      seen.every((bytes, index) => bytes.equals(Buffer.alloc(SIZES[index] ?? 0, SIZES[index]))),
    ).toBe(true);
  },
);

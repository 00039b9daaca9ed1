import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { Server } from 'socket.io';
import { io as connect } from 'socket.io-client';
import { forgetRequest } from './forget-request.ts';
import type { RelaySocket } from './relay-server.ts';

it.each([
  ['over a WebSocket', ['websocket']],
  ['over polling that is upgraded', ['polling', 'websocket']],
])('a connection %s goes on without the request that opened it', async (_, transports) => {
  const http = createServer();
  const server = new Server(http);
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const { port } = http.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  const client = connect(address, {
    ...{ transports, reconnection: false, auth: { protocol: 1 } },
    extraHeaders: { 'x-long': 'x'.repeat(1_000) },
  });
  const [socket] = (await once(server, 'connection')) as [RelaySocket];
  expect(socket.conn.request.headers['x-long']).toHaveLength(1_000);
  forgetRequest(socket);
  const { request } = socket.conn;
  expect([request.headers, request.rawHeaders, request.url]).toEqual([{}, [], '']);
  expect(socket.handshake).toMatchObject({ headers: {}, query: {}, auth: {} });
  if (transports.length > 1) await once(socket.conn, 'upgrade');
  socket.on('ping' as never, ((ack: (answer: string) => void) => ack('pong')) as never);
  expect(await client.emitWithAck('ping')).toBe('pong');
  const left = new Promise((resolve) => client.on('disconnect', resolve));
  server.disconnectSockets(true);
  await left;
  await server.close();
});

import { createServer } from 'node:http';
import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import * as v from 'valibot';
import { PodRoutes } from './pod-routes.ts';

/** Socket.IO and a connection between pods, and nothing else. */
const { PORT = '', REDIS_URL = '', ROUTE = '' } = process.env;
const publisher = new Redis(REDIS_URL);
const subscriber = new Redis(REDIS_URL);
/** A change of the lobby is sent to everybody, as in a naive lobby. */
const TELLS_ALL = ROUTE === 'classic-lobby';

const AUTH = v.object({ me: v.string() });

const adapters = {
  classic: () => createAdapter(publisher, subscriber),
  sharded: () => createShardedAdapter(publisher, subscriber, { subscriptionMode: 'dynamic' }),
};

const http = createServer();
const io = new Server(
  http,
  ROUTE === 'routed'
    ? {}
    : { adapter: (ROUTE === 'sharded' ? adapters.sharded : adapters.classic)() },
);
const routes = ROUTE === 'routed' ? await PodRoutes.open(publisher, subscriber) : undefined;
routes?.onEnvelope((to, envelope) => io.local.to(to).emit('message', envelope));

io.on('connection', async (socket) => {
  const { me } = v.parse(AUTH, socket.handshake.auth);
  const tell = (online: boolean): void => {
    if (TELLS_ALL) io.emit('lobby:changed', { name: me, online, since: Date.now() });
  };
  socket.on('message', (to: string, envelope: Buffer, ack?: () => void) => {
    if (routes === undefined) io.to(to).emit('message', envelope);
    else void routes.send(to, envelope);
    ack?.();
  });
  socket.on('disconnect', () => tell(false));
  await socket.join(me);
  await routes?.arrive(me);
  socket.emit('ready');
  tell(true);
});
http.listen(Number(PORT), '127.0.0.1', () => void process.stdout.write('{"msg":"started"}\n'));

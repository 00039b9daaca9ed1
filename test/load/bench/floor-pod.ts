import { Redis } from 'ioredis';
import { type WebSocket, WebSocketServer } from 'ws';
import { NAME_LENGTH } from './person-name.ts';

/** The floor: the bare cost of forwarding an envelope from pod to pod. */
const { PORT = '', REDIS_URL = '', ACKS = '' } = process.env;
const publisher = new Redis(REDIS_URL);
const subscriber = new Redis(REDIS_URL);
const here = new Map<string, WebSocket>();

subscriber.on('messageBuffer', (channel: Buffer, envelope: Buffer) => {
  here.get(channel.toString('latin1'))?.send(envelope);
});

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(PORT),
  perMessageDeflate: false,
});
server.on('connection', async (socket, { url = '' }) => {
  const name = url.slice(url.indexOf('?') + 1);
  here.set(name, socket);
  socket.on('close', () => here.delete(name));
  socket.on('message', async (data, isBinary) => {
    // A text frame is the receiver's ack, which a pod that stores nothing ignores.
    if (!Buffer.isBuffer(data) || !isBinary) return;
    await publisher.publish(data.toString('latin1', 0, NAME_LENGTH), data.subarray(NAME_LENGTH));
    if (ACKS !== '') socket.send('ack');
  });
  await subscriber.subscribe(name);
  socket.send('ready');
});
server.on('listening', () => void process.stdout.write('{"msg":"started"}\n'));

import { createServer, type Server as HttpServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Server, type Socket } from 'socket.io';
import { listen } from '../../service/listening.ts';
import { packetParser } from './packet-parser.ts';
import { type NoticeListener, RelaySocket } from './relay-socket.ts';

const HOST = '127.0.0.1';
const NEVER_MS = 3_600_000;
/** How often the relay pings a connection. */
const BEAT_MS = 200;
const nothing = (): void => {};
const LISTENER: NoticeListener = {
  'mailbox:deliver': nothing,
  'lobby:page': nothing,
  'presence:changed': nothing,
  'session:ended': nothing,
  'server:draining': nothing,
  'server:recovered': nothing,
  'server:limits': nothing,
};

let http: HttpServer;
let relay: Server;
let address: string;

beforeEach(async () => {
  http = createServer();
  relay = new Server(http, {
    parser: packetParser,
    connectTimeout: NEVER_MS,
    pingInterval: BEAT_MS,
  });
  address = `http://${HOST}:${await listen(http, { host: HOST, port: 0, setting: 'PORT' })}`;
});

afterEach(() => relay.close());

const connect = (timeoutMs: number) => RelaySocket.connect(address, LISTENER, timeoutMs);
const LOST = expect.objectContaining({ code: 'connection-lost' });

/** Connects with ever longer timeouts until it gets a result: a busy machine needs more time. */
async function withEnoughTime<T>(attempt: (timeoutMs: number) => Promise<T | undefined>) {
  for (let timeoutMs = 250; ; timeoutMs *= 2) {
    const result = await attempt(timeoutMs);
    if (result !== undefined) return { result, timeoutMs };
  }
}

describe('a network that lets no WebSocket pass', () => {
  it('is reached by long polling', async () => {
    http.prependListener('upgrade', (_request, socket) => socket.destroy());
    const socket = await connect(NEVER_MS);
    const [remote] = await relay.fetchSockets();
    expect(relay.sockets.sockets.get(remote?.id ?? '')?.conn.transport.name).toBe('polling');
    socket.close();
    await socket.closed;
  });

  it('is not tried in another way when the relay rejects the handshake', async () => {
    const transports: string[] = [];
    relay.use((socket: Socket, next) => {
      transports.push(socket.conn.transport.name);
      next(Object.assign(new Error('rejected'), { data: { code: 'client-outdated' } }));
    });
    await expect(connect(NEVER_MS)).rejects.toMatchObject({ code: 'client-outdated' });
    expect(transports).toEqual(['websocket']);
  });
});

describe('a connection that the relay accepts without completing the handshake', () => {
  it('is lost when it closes, as when the relay crashes at that moment', async () => {
    relay.use((socket: Socket) => socket.conn.close());
    await expect(connect(NEVER_MS)).rejects.toEqual(LOST);
  });

  it('is lost after the timeout when it stays open, and is closed', async () => {
    let closed: Promise<void> | undefined;
    relay.use((socket: Socket) => {
      closed = new Promise((resolve) => socket.conn.on('close', () => resolve()));
    });
    const { result } = await withEnoughTime(async (timeoutMs) => {
      await expect(connect(timeoutMs)).rejects.toEqual(LOST);
      return closed && { closed };
    });
    await result.closed;
  });
});

it('a connection stays open beyond the connect timeout once the handshake is complete', async () => {
  let count = 0;
  let onBeat = (): void => {};
  relay.use(({ conn }: Socket, next) => {
    count = 0;
    conn.on('heartbeat', () => onBeat());
    next();
  });
  const { result: socket, timeoutMs } = await withEnoughTime((ms) =>
    connect(ms).catch((error: unknown): undefined => {
      expect(error).toEqual(LOST);
    }),
  );
  const beaten = new Promise((resolve) => {
    onBeat = () => ++count > timeoutMs / BEAT_MS && resolve('alive');
  });
  const over = socket.closed.then(() => 'over');
  expect(await Promise.race([over, beaten])).toBe('alive');
  relay.disconnectSockets(true);
  expect(await over).toBe('over');
});

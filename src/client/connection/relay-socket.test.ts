import { createServer, type Server as HttpServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Server, type Socket } from 'socket.io';
import { listen } from '../../service/listening.ts';
import { type NoticeListener, RelaySocket } from './relay-socket.ts';
import { wireParser } from './wire-parser.ts';

const HOST = '127.0.0.1';
const NEVER_MS = 3_600_000;
/** How often the relay hears that a connection is alive. */
const BEAT_MS = 200;
/** Not an assertion: what hangs must end. */
const HANGS_MS = 20_000;
const nothing = (): void => {};
const LISTENER: NoticeListener = {
  'mailbox:deliver': nothing,
  'lobby:page': nothing,
  'presence:changed': nothing,
  'session:ended': nothing,
  'server:draining': nothing,
  'server:recovered': nothing,
};

let http: HttpServer;
let relay: Server;
let address: string;

beforeEach(async () => {
  http = createServer();
  relay = new Server(http, { parser: wireParser, connectTimeout: NEVER_MS, pingInterval: BEAT_MS });
  address = `http://${HOST}:${await listen(http, { host: HOST, port: 0, setting: 'PORT' })}`;
});

afterEach(() => relay.close());

const connect = (timeoutMs: number) => RelaySocket.connect(address, LISTENER, timeoutMs);
const LOST = expect.objectContaining({ code: 'connection-lost' });

describe('a connection that the relay takes and does not welcome', () => {
  it(
    'is lost when it closes, as when the relay dies at that moment',
    async () => {
      relay.use((socket: Socket) => socket.conn.close());
      await expect(connect(NEVER_MS)).rejects.toEqual(LOST);
    },
    HANGS_MS,
  );

  it(
    'is lost after a while when it stays open, and closes',
    async () => {
      const closed = new Promise((resolve) =>
        relay.use((socket: Socket) => socket.conn.on('close', resolve)),
      );
      await expect(connect(500)).rejects.toEqual(LOST);
      await closed;
    },
    HANGS_MS,
  );
});

it('a connection that was welcomed outlives the time for that', async () => {
  const [timeoutMs, beats] = [1000, 1 + Math.ceil(1000 / BEAT_MS)];
  const beaten = new Promise((resolve) =>
    relay.use(({ conn }: Socket, next) => {
      let count = 0;
      conn.on('heartbeat', () => ++count === beats && resolve('alive'));
      next();
    }),
  );
  const socket = await connect(timeoutMs);
  const over = socket.closed.then(() => 'over');
  expect(await Promise.race([over, beaten])).toBe('alive');
  relay.disconnectSockets(true);
  expect(await over).toBe('over');
});

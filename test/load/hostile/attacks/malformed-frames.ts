import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { RawConnection } from '../../../../src/backend/testing/raw-connection.ts';
import { type Attack, again } from '../attack.ts';
import { attackAddress } from '../intruder.ts';

const ATTACKERS = 20;

/** Invalid Engine.IO packets: types, JSON, base64, lengths. */
const PACKETS: readonly (() => string | Uint8Array)[] = [
  () => '9',
  () => '4{"type":2',
  () => '0{"sid":"../../etc/passwd"}',
  () => '5probe',
  () => 'b\u0000not base64',
  () => '\uFFFF'.repeat(1000),
  () => '2'.repeat(10_000),
  () => randomBytes(300),
  () => Buffer.from('dd00ffffff'.repeat(200), 'hex'),
];

/** Requests that are invalid in Engine.IO, or in HTTP. */
const REQUESTS: readonly string[] = [
  'GET /socket.io/?EIO=9&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET /socket.io/?EIO=4&transport=pigeon HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET /socket.io/?EIO=4&transport=polling&sid=nobody HTTP/1.1\r\nHost: a\r\n\r\n',
  'POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n99999',
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n',
  'GET /%zz%00?EIO=%4 HTTP/1.1\r\nHost: a\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
];

async function ask(port: number, address: string, text: string): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: address });
  const answered = new Promise<void>((resolve) => {
    socket.once('data', () => resolve());
    socket.once('close', () => resolve());
    socket.on('error', () => resolve());
  });
  await Promise.race([once(socket, 'connect'), answered]);
  socket.write(text);
  await answered;
  socket.destroy();
}

/** Opens connections and sends what no client sends. */
export const MALFORMED_FRAMES: Attack = {
  unit: 'connections',
  enough: 100,
  run: async (fixture) => {
    await again(fixture, ATTACKERS, async (turn) => {
      const address = attackAddress(turn);
      const packet = PACKETS[turn % (PACKETS.length + REQUESTS.length)];
      const request = REQUESTS[(turn % (PACKETS.length + REQUESTS.length)) - PACKETS.length];
      if (request !== undefined) await ask(fixture.port, address, request);
      if (packet !== undefined) {
        const connection = await RawConnection.open(fixture.port, address);
        connection.send(packet());
        connection.send('1');
        await connection.end();
      }
      fixture.counts.units++;
    });
  },
};

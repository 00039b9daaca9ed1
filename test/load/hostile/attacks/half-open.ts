import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { RawConnection } from '../../../../src/backend/testing/raw-connection.ts';
import { type Attack, again } from '../attack.ts';
import { attackAddress } from '../intruder.ts';

/** Beginnings of requests that are never completed. */
const BEGINNINGS: readonly string[] = [
  '',
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\n',
  'POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n',
];
const AT_A_TIME = 20;

async function begin(port: number, localAddress: string, beginning: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(beginning);
  return socket;
}

/** Opens connections and stops halfway: in TCP, HTTP or WebSocket. */
export const HALF_OPEN: Attack = {
  unit: 'connections',
  enough: 200,
  run: async (fixture) => {
    const sockets: Socket[] = [];
    const transports: RawConnection[] = [];
    await again(fixture, AT_A_TIME, async (turn) => {
      const beginning = BEGINNINGS[turn % (BEGINNINGS.length + 1)];
      const address = attackAddress(turn);
      if (beginning !== undefined) sockets.push(await begin(fixture.port, address, beginning));
      else
        await RawConnection.open(fixture.port, address).then(
          (one) => transports.push(one),
          () => {},
        );
      fixture.counts.units++;
      // Holds the connections without opening them quickly, because the system's ports and files
      // are limited.
      await new Promise((resolve) => setTimeout(resolve, AT_A_TIME));
    });
    for (const socket of sockets) socket.destroy();
    await Promise.all(transports.map((transport) => transport.end()));
  },
};

import { RawConnection } from '../../../../src/backend/testing/raw-connection.ts';
import {
  CONNECTIONS_PER_ADDRESS,
  CONNECTIONS_REFUSED_AT_ONCE,
} from '../../../../src/protocol/limits.ts';
import type { Attack } from '../attack.ts';
import { attackAddress } from '../intruder.ts';

const AT_A_TIME = 100;

/** Opens connections from one address and keeps each open as long as the relay does. */
export const CONNECTION_FLOOD: Attack = {
  unit: 'connections',
  enough: 500,
  gain: 'connections open',
  gainLimit: CONNECTIONS_PER_ADDRESS + CONNECTIONS_REFUSED_AT_ONCE,
  run: async (fixture) => {
    const { port, counts } = fixture;
    const open: RawConnection[] = [];
    const one = async (): Promise<void> => {
      while (!fixture.isOver()) {
        counts.units++;
        const connection = await attempt(port);
        if (connection !== undefined) open.push(connection);
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, one));
    counts.gains = open.filter(({ isOpen }) => isOpen).length;
    await Promise.all(open.map((connection) => connection.end()));
  },
};

const attempt = (port: number): Promise<RawConnection | undefined> =>
  RawConnection.open(port, attackAddress()).catch(() => undefined);

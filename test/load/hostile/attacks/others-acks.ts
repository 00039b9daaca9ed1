import { frame } from '../../../../src/backend/testing/raw-connection.ts';
import { type Attack, again } from '../attack.ts';
import { countLeaks, intrude } from '../intruder.ts';

const ATTACKERS = 10;
const ACK = 3;
/** Acks that an attacker sends before it reconnects: fewer than those that terminate a connection. */
const ACKS = 500;

/** Acknowledges deliveries to other people, by every id that they may have. */
export const OTHERS_ACKS: Attack = {
  unit: 'forged acks',
  enough: 2_000,
  run: async (fixture) => {
    await again(fixture, ATTACKERS, async (turn) => {
      const connection = await intrude(fixture, turn);
      for (let id = 0; id < ACKS && !fixture.isOver(); id++) {
        connection.send(frame({ type: ACK, nsp: '/', id: id % 64, data: [] }));
        fixture.counts.units++;
        if (id % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      countLeaks(fixture, connection);
      await connection.end();
    });
  },
};

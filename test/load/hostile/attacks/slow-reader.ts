import { frame } from '../../../../src/backend/testing/raw-connection.ts';
import { type Attack, again } from '../attack.ts';
import { intrude } from '../intruder.ts';

const ATTACKERS = 100;
const EVENT = 2;
/** Below the rate limit, so that the connection is not terminated for that. */
const ASK_EVERY_MS = 250;

/** Requests lobby pages, answers pings, and reads nothing: all replies wait in the relay. */
export const SLOW_READER: Attack = {
  unit: 'requests',
  enough: 300,
  run: async (fixture) => {
    await again(fixture, ATTACKERS, async (turn) => {
      const connection = await intrude(fixture, turn);
      connection.pause();
      const ask = frame({ type: EVENT, nsp: '/', data: ['lobby:open', { prefix: '' }], id: 1 });
      while (!fixture.isOver() && connection.isOpen) {
        connection.send(ask);
        connection.send('3');
        fixture.counts.units++;
        await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
      }
      await connection.end();
    });
  },
};

import { type Attack, again } from '../attack.ts';
import { attackAddress, connectFrom, flood, intrude } from '../intruder.ts';

const ATTACKERS = 50;
const ADDRESSES = 5;
const SIGNED_IN = 20;
const EVENT = 2;

/** Connections from a few addresses send every event without waiting for an answer, and reconnect when terminated. */
export const EVENT_FLOOD: Attack = {
  unit: 'events',
  enough: 5_000,
  run: async (fixture) => {
    const kinds: readonly (readonly unknown[])[] = [
      ['message:send', { to: fixture.victim.identity, envelope: new Uint8Array(600) }],
      ['nonsense', {}],
      ['lobby:open', { prefix: '' }],
      ['session:challenge', {}],
      ['presence:watch', { people: [] }],
    ];
    await again(fixture, ATTACKERS, async (turn) => {
      const isFirst = turn < SIGNED_IN;
      const address = attackAddress(turn % ADDRESSES);
      const connection = isFirst
        ? await intrude(fixture, turn, address)
        : await connectFrom(fixture, address);
      const data = kinds[turn % kinds.length];
      await flood(fixture, connection, { type: EVENT, nsp: '/', data, id: turn });
      await connection.end();
    });
  },
};

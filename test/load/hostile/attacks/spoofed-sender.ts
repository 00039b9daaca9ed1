import { envelope } from '../../../../src/backend/testing/person.ts';
import { type Attack, again } from '../attack.ts';
import { ask, codeOf, countLeaks, intrude } from '../intruder.ts';

const ATTACKERS = 10;

/**
 * Sends in the victim's name: the relay identifies senders by their sign-in, and the protocol has
 * no such field.
 */
export const SPOOFED_SENDER: Attack = {
  unit: 'forged messages',
  enough: 200,
  gain: 'messages taken',
  gainLimit: 0,
  run: async (fixture) => {
    const { victim, counts } = fixture;
    await again(fixture, ATTACKERS, async (turn) => {
      const connection = await intrude(fixture, turn);
      while (!fixture.isOver()) {
        const forged = { to: victim.identity, from: victim.identity, envelope: envelope() };
        const answer = await ask(connection, 'message:send', forged);
        counts.units++;
        if (codeOf(answer) === undefined) counts.gains++;
      }
      countLeaks(fixture, connection);
      await connection.end();
    });
  },
};

import { envelope } from '../../../src/backend/testing/person.ts';
import { type Attack, again } from '../attack.ts';
import { ask, codeOf, countLeaks, intrude } from '../intruder.ts';

const ATTACKERS = 10;

/** Sends in the victim's name: the relay knows senders by their sign-in, and such a field by none. */
export const SPOOFED_SENDER: Attack = {
  unit: 'forged messages',
  enough: 200,
  gain: 'messages taken',
  gainLimit: 0,
  run: async (scene) => {
    const { victim, tally } = scene;
    await again(scene, ATTACKERS, async (turn) => {
      const connection = await intrude(scene, turn);
      while (!scene.isOver()) {
        const forged = { to: victim.identity, from: victim.identity, envelope: envelope() };
        const answer = await ask(connection, 'message:send', forged);
        tally.units++;
        if (codeOf(answer) === undefined) tally.gains++;
      }
      countLeaks(scene, connection);
      await connection.end();
    });
  },
};

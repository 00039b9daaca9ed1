import { TestPerson } from '../../../../src/backend/testing/person.ts';
import { SIGN_INS_PER_MINUTE } from '../../../../src/protocol/limits.ts';
import { type Attack, again } from '../attack.ts';
import { attackAddress, connectFrom, signIn } from '../intruder.ts';

const ATTACKERS = 8;

/** Signs in under new names as fast as it can, and every other time under the victim's. */
export const NAME_SQUATTING: Attack = {
  unit: 'sign-ins',
  enough: 80,
  gain: 'names taken',
  gainLimit: SIGN_INS_PER_MINUTE,
  run: async (fixture) => {
    const { victim, counts } = fixture;
    await again(fixture, ATTACKERS, async (turn) => {
      const isOurs = turn % 2 === 0;
      const connection = await connectFrom(fixture, attackAddress());
      const name = isOurs ? `squatter ${turn}` : victim.name.toUpperCase();
      const code = await signIn(connection, await TestPerson.create(name));
      counts.units++;
      if (code === undefined && isOurs) counts.gains++;
      if (code === undefined && !isOurs) counts.leaks++;
      await connection.end();
    });
  },
};

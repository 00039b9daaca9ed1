import { TestPerson } from '../../../../src/backend/testing/person.ts';
import { parseWire, REQUESTS } from '../../../../src/protocol/events.ts';
import { type Attack, again } from '../attack.ts';
import {
  ask,
  attackAddress,
  codeOf,
  connectFrom,
  countLeaks,
  intrude,
  nonceFor,
} from '../intruder.ts';

const HOST = 'chat.example';
const ATTACKERS = 8;

/** Signs in and out with the victim's own bundle, which anybody may look up, and another's signature. */
export const OTHERS_MAILBOX: Attack = {
  unit: 'forged proofs',
  enough: 40,
  gain: 'proofs taken',
  gainLimit: 0,
  run: async (fixture) => {
    const { victim, counts } = fixture;
    const spy = await intrude(fixture, 0);
    const answer = await ask(spy, 'directory:bundle', { identity: victim.identity });
    const data = typeof answer === 'object' && answer !== null && 'data' in answer && answer.data;
    const { bundle } = parseWire(REQUESTS['directory:bundle'].reply, data);
    const impostor = await TestPerson.create(victim.name);
    await again(fixture, ATTACKERS, async (turn) => {
      const connection = await connectFrom(fixture, attackAddress(turn));
      const proof = { host: HOST, nonce: await nonceFor(connection), bundle, name: victim.name };
      for (const purpose of ['sign-in', 'sign-out'] as const) {
        const signature = await impostor.prove(purpose, proof);
        const request =
          purpose === 'sign-in' ? { host: HOST, bundle, signature } : { host: HOST, signature };
        counts.units++;
        if (codeOf(await ask(connection, `session:${purpose}`, request)) === undefined)
          counts.gains++;
      }
      connection.emit('mailbox:deliver', { items: [] });
      countLeaks(fixture, connection);
      await connection.end();
    });
    countLeaks(fixture, spy);
  },
};

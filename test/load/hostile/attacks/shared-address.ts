import { TestPerson } from '../../../../src/backend/testing/person.ts';
import { frame } from '../../../../src/backend/testing/raw-connection.ts';
import { REJECTION_BURST } from '../../../../src/protocol/limits.ts';
import { type Attack, again } from '../attack.ts';
import { connectFrom, signIn } from '../intruder.ts';

/** Everybody uses it, including the honest users. */
const SHARED = '127.0.0.1';
const EVENT = 2;
/**
 * More connections than may be terminated per address and minute, and fewer sign-ins than it may
 * make.
 */
const FLOODS = 12;

/** Signed-in clients flood from the address of honest users, who must still be able to connect. */
export const SHARED_ADDRESS: Attack = {
  unit: 'floods',
  enough: FLOODS,
  gain: 'honest connections refused',
  gainLimit: 0,
  run: async (fixture) => {
    const { counts } = fixture;
    const nonsense = frame({ type: EVENT, nsp: '/', data: ['nonsense', {}], id: 1 });
    const mallory = await TestPerson.create('mallory');
    let bundleNumber = 1;
    const flood = async (): Promise<void> => {
      const connection = await connectFrom(fixture, SHARED);
      const isSignedIn = (await signIn(connection, mallory, bundleNumber++)) === undefined;
      for (let count = 0; isSignedIn && count <= REJECTION_BURST * 2; count++) {
        connection.send(nonsense);
      }
      await (isSignedIn ? connection.closed : connection.end());
    };
    await again(fixture, 1, async () => {
      // Beyond this the relay would reject the sign-ins, which is another attack.
      if (counts.units < FLOODS) await flood().catch(() => counts.failures++);
      counts.units++;
      try {
        await (await connectFrom(fixture, SHARED)).end();
      } catch {
        counts.gains++;
      }
    });
  },
};

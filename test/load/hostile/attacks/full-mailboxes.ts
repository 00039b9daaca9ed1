import { envelope, TestPerson } from '../../../../src/backend/testing/person.ts';
import type { RawConnection } from '../../../../src/backend/testing/raw-connection.ts';
import { type Attack, again, type Fixture } from '../attack.ts';
import { ask, attackAddress, codeOf, connectFrom, signIn } from '../intruder.ts';

const IDENTITIES = 100;
const AT_A_TIME = 10;
/** Nearly as large as an envelope may be. */
const ENVELOPE_BYTES = 70 * 1024;
/** After so many envelopes, a newcomer signs in. */
const BETWEEN_SIGN_INS = 40;

/** Once the mailboxes are full, it waits this long each time until it is stopped. */
const AFTERWARDS_MS = 50;

interface Accomplice {
  readonly person: TestPerson;
  readonly connection: RawConnection;
}

async function gather(fixture: Fixture): Promise<readonly Accomplice[]> {
  const accomplices: Accomplice[] = [];
  for (let index = 0; index < IDENTITIES; index++) {
    const person = await TestPerson.create(`accomplice ${index}`);
    const connection = await connectFrom(fixture, attackAddress(index));
    await signIn(connection, person);
    accomplices.push({ person, connection });
  }
  return accomplices;
}

/** Someone new from an address of their own. @returns whether the relay let them in */
async function canSignIn(fixture: Fixture, index: number): Promise<boolean> {
  const connection = await connectFrom(fixture, attackAddress(IDENTITIES + index));
  const code = await signIn(connection, await TestPerson.create(`newcomer ${index}`));
  await connection.end();
  return code === undefined || code === 'too-many-sign-ins';
}

/**
 * A hundred identities fill each other's mailboxes and acknowledge nothing.
 * @param areContacts whether they give each other tokens, so that the mail counts as that of contacts
 */
const fillMailboxes = (areContacts: boolean): Attack => ({
  unit: 'envelopes',
  enough: 200,
  gain: 'sign-ins refused',
  gainLimit: 0,
  run: async (fixture) => {
    const { counts } = fixture;
    const accomplices = await gather(fixture);
    const sent = envelope(ENVELOPE_BYTES);
    await again(fixture, AT_A_TIME, async (turn) => {
      const from = accomplices[turn % IDENTITIES];
      const to = accomplices[(turn * 7 + Math.floor(turn / IDENTITIES) + 1) % IDENTITIES];
      if (from === undefined || to === undefined) return;
      if (fixture.hasEnough()) {
        await new Promise((resolve) => setTimeout(resolve, AFTERWARDS_MS));
        return;
      }
      // Another id, so that the relay does not take it for the same envelope.
      const own = sent.slice();
      crypto.getRandomValues(own.subarray(2, 18));
      const token = areContacts ? await to.person.contactToken(from.person, Date.now()) : undefined;
      const request = { to: to.person.identity, envelope: own, ...(token && { token }) };
      const code = codeOf(await ask(from.connection, 'message:send', request));
      counts.units++;
      if (code !== undefined) counts.failures++;
      if (turn % BETWEEN_SIGN_INS > 0) return;
      if (!(await canSignIn(fixture, turn / BETWEEN_SIGN_INS))) counts.gains++;
    });
    await Promise.all(accomplices.map(({ connection }) => connection.end()));
  },
});

export const FULL_STRANGERS_MAIL = fillMailboxes(false);
export const FULL_CONTACTS_MAIL = fillMailboxes(true);

import { expect } from '@jest/globals';
import { parseWire, REQUESTS } from '../../protocol/events.ts';
import { eventsOf, get, notice } from '../testing/client.ts';
import { asContact, envelope, TestPerson } from '../testing/person.ts';
import type { RawConnection } from '../testing/raw-connection.ts';
import { HOST, startTestRelay, type TestRelay, type Visitor } from '../testing/relay.ts';

/** An attacker with raw access, and two people who must not be affected. */
export interface Attack {
  readonly relay: TestRelay;
  /** Connected; signed in only after `signIn`. */
  readonly attacker: RawConnection;
  readonly victim: Visitor;
  /** Signs the attacker in like anybody else. */
  signIn(): Promise<TestPerson>;
  /** The relay still serves, and the victim has received only what an honest person sent. */
  expectHarmless(): Promise<void>;
}

const challengeReply = REQUESTS['session:challenge'].reply;

/** Signs a person in over a raw connection. */
export async function signInAs(
  attacker: RawConnection,
  person: TestPerson,
  bundleNumber = 1,
): Promise<void> {
  const answer = await attacker.ask('session:challenge', {});
  const data = typeof answer === 'object' && answer !== null && 'data' in answer ? answer.data : {};
  const { nonce } = parseWire(challengeReply, data);
  const bundle = await person.bundle(bundleNumber);
  const proof = { host: HOST, nonce, bundle, name: person.name };
  const signature = await person.prove('sign-in', proof);
  const reply = await attacker.ask('session:sign-in', { host: HOST, bundle, signature });
  expect(reply).toEqual({ ok: true, data: { name: person.name } });
}

/** Starts a relay with a victim, an honest sender, and an attacker who has connected. */
export async function prepareAttack(): Promise<Attack> {
  const relay = await startTestRelay();
  const victim = await relay.visit('victim');
  const honest = await relay.visit('honest');
  const received = eventsOf(victim.socket);
  const attacker = await relay.raw();
  await attacker.handshake();
  const expectHarmless = async (): Promise<void> => {
    // A barrier: any effect of the attack would arrive before this envelope.
    const delivered = notice(victim.socket, 'mailbox:deliver');
    const sent = envelope();
    const request = { to: victim.person.identity, envelope: sent };
    await get(honest.socket, 'message:send', await asContact(honest.socket, request));
    const { items } = await delivered;
    expect(items).toHaveLength(1);
    expect(items[0]?.from).toEqual(honest.person.identity);
    expect(items[0]?.envelope).toEqual(sent);
    expect(received).toEqual(['mailbox:deliver']);
  };
  const signIn = async (): Promise<TestPerson> => {
    const person = await TestPerson.create('mallory');
    await signInAs(attacker, person);
    return person;
  };
  return { relay, attacker, victim, signIn, expectHarmless };
}

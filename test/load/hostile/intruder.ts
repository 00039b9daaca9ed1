import { TestPerson } from '../../../src/backend/testing/person.ts';
import { frame, RawConnection } from '../../../src/backend/testing/raw-connection.ts';
import { parseWire, REQUESTS } from '../../../src/protocol/events.ts';
import type { Fixture } from './attack.ts';

const HOST = 'chat.example';
/** How many bytes an attacker writes before it waits for the system to send them. */
const SENT_AHEAD = 1_000_000;

/** Attackers have their own addresses; honest users connect from 127.0.0.1. */
export const attackAddress = (index = 0): string => `127.0.0.${2 + (index % 250)}`;

const fieldOf = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;

/** The error code of a rejection; undefined for a success. */
export const codeOf = (answer: unknown): unknown => fieldOf(fieldOf(answer, 'error'), 'code');

/** The relay closed the connection while the attacker waited for a reply. */
export class TerminatedError extends Error {
  override readonly name = 'TerminatedError';
}

/** Waits for a result as long as the connection lasts. @throws TerminatedError */
export function whileOpen<T>(connection: RawConnection, answer: Promise<T>): Promise<T> {
  const ended = connection.closed.then(() => {
    throw new TerminatedError();
  });
  return Promise.race([answer, ended]);
}

/** Sends a request and returns the content of the ack. @throws TerminatedError */
export const ask = (connection: RawConnection, event: string, request: object): Promise<unknown> =>
  whileOpen(connection, connection.ask(event, request));

/** A nonce for a proof of any person. */
export async function nonceFor(connection: RawConnection): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await ask(connection, 'session:challenge', {});
  return parseWire(REQUESTS['session:challenge'].reply, fieldOf(answer, 'data')).nonce;
}

/** Tries to sign a person in. @returns the error code, or undefined when it worked */
export async function signIn(
  connection: RawConnection,
  person: TestPerson,
  bundleNumber = 1,
): Promise<unknown> {
  const [nonce, bundle] = [await nonceFor(connection), await person.bundle(bundleNumber)];
  const signature = await person.prove('sign-in', { host: HOST, nonce, bundle, name: person.name });
  return codeOf(await ask(connection, 'session:sign-in', { host: HOST, bundle, signature }));
}

/** A connection with its handshake done. */
export async function connectFrom(fixture: Fixture, address: string): Promise<RawConnection> {
  const connection = await RawConnection.open(fixture.port, address);
  await whileOpen(connection, connection.handshake());
  return connection;
}

/** An attacker who has signed in like anybody else. */
export async function intrude(
  fixture: Fixture,
  index: number,
  address = attackAddress(index),
): Promise<RawConnection> {
  const connection = await connectFrom(fixture, address);
  await signIn(connection, await TestPerson.create(`mallory ${index}`));
  return connection;
}

/** Sends one packet as fast as the system accepts it, until the connection or the time ends. */
export async function flood(
  fixture: Fixture,
  connection: RawConnection,
  packet: object,
): Promise<void> {
  const bytes = frame(packet);
  while (!fixture.isOver() && connection.isOpen) {
    for (let count = 0; count < 50 && connection.waiting < SENT_AHEAD; count++) {
      connection.send(bytes);
      fixture.counts.units++;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Events that everybody may receive who has signed in. */
const HARMLESS = new Set<unknown>(['server:recovered', 'server:limits']);

/** Unsolicited events; only a person's own mail and the end of their session are allowed. */
export function countLeaks(fixture: Fixture, connection: RawConnection): void {
  fixture.counts.leaks += connection.events.filter((name) => !HARMLESS.has(name)).length;
}

import { connectTo, type TestSocket } from '../../../src/backend/testing/client.ts';
import { TestPerson } from '../../../src/backend/testing/person.ts';
import type { Bytes } from '../../../src/protocol/bytes.ts';

/** A signed-in person, who may reconnect. */
export interface Visitor {
  readonly person: TestPerson;
  readonly bundle: Bytes;
  readonly socket: TestSocket;
}

/**
 * Connects and signs in: a new person, or one who was connected before.
 * @param prepare gets the connection before its mail can arrive
 */
export async function visit(
  port: number,
  who: string | Omit<Visitor, 'socket'>,
  prepare: (socket: TestSocket) => void = () => {},
): Promise<Visitor> {
  const person = typeof who === 'string' ? await TestPerson.create(who) : who.person;
  const bundle = typeof who === 'string' ? await person.bundle() : who.bundle;
  const socket = connectTo(port);
  prepare(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  await person.signIn(socket, { bundle });
  return { person, bundle, socket };
}

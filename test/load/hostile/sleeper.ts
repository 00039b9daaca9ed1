import { ALL_STORED, get, type TestSocket } from '../../../src/backend/testing/client.ts';
import { asContact, envelope } from '../../../src/backend/testing/person.ts';
import { type Bytes, toBase64url } from '../../../src/protocol/bytes.ts';
import { NOTICES, parseWire } from '../../../src/protocol/events.ts';
import { type Visitor, visit } from './visitor.ts';

/**
 * A person who received an envelope and disconnected before acknowledging it. When they reconnect,
 * it must be delivered again: if not, somebody else acknowledged it or emptied the mailbox.
 */
export class Sleeper {
  readonly #port: number;
  readonly #visitor: Visitor;
  readonly #envelope: string;

  private constructor(port: number, visitor: Visitor, envelope: string) {
    this.#port = port;
    this.#visitor = visitor;
    this.#envelope = envelope;
  }

  /** Resolves when the envelope has arrived and is not acknowledged. */
  static async fallAsleep(port: number, friend: TestSocket): Promise<Sleeper> {
    const visitor = await visit(port, 'sleeper');
    const came = new Promise((resolve) => visitor.socket.once('mailbox:deliver', resolve));
    const envelope = await write(friend, visitor.person.identity);
    await came;
    return new Sleeper(port, visitor, envelope);
  }

  /** Whether the envelope is delivered again, before one that is sent now. */
  async isDeliveredAgain(friend: TestSocket): Promise<boolean> {
    this.#visitor.socket.disconnect();
    const came: string[] = [];
    let look = (): void => {};
    const { socket, person } = await visit(this.#port, this.#visitor, (connection) => {
      connection.on('mailbox:deliver', (value, acknowledge) => {
        const { items } = parseWire(NOTICES['mailbox:deliver'], value);
        came.push(...items.map((item) => toBase64url(item.envelope)));
        acknowledge(ALL_STORED);
        look();
      });
    });
    const last = await write(friend, person.identity);
    await new Promise<void>((resolve) => {
      look = () => came.includes(last) && resolve();
      look();
    });
    socket.disconnect();
    return came[0] === this.#envelope;
  }
}

async function write(friend: TestSocket, to: Bytes): Promise<string> {
  const sent = envelope();
  await get(friend, 'message:send', await asContact(friend, { to, envelope: sent }, Date.now()));
  return toBase64url(sent);
}

import { EventEmitter, once } from 'node:events';
import { ALL_STORED, get, type TestSocket } from '../../../src/backend/testing/client.ts';
import { asContact, envelope, type TestPerson } from '../../../src/backend/testing/person.ts';
import { type Bytes, toBase64url } from '../../../src/protocol/bytes.ts';
import { decodeEnvelope } from '../../../src/protocol/envelope.ts';
import { NOTICES, parseWire } from '../../../src/protocol/events.ts';
import { Latencies } from './latencies.ts';
import { Sleeper } from './sleeper.ts';
import { visit } from './visitor.ts';

/**
 * How often the sender of the first pair sends, ms: slightly less often than a connection may in
 * the long run.
 */
export const PACE_MS = 40;

export interface CrowdOptions {
  /** How many pairs talk. */
  readonly pairs: number;
  /** How often the senders of all pairs but the first send, ms. */
  readonly othersPaceMs: number;
}

/** An envelope that was sent and is not received yet. */
interface Underway {
  readonly from: string;
  readonly sentAt: number;
}

interface Pair {
  readonly sender: TestPerson;
  readonly from: TestSocket;
  readonly receiver: TestPerson;
  readonly to: TestSocket;
}

/**
 * People who talk at a steady pace, whatever others do. They detect lost messages, and any from others
 * than their peer.
 */
export class HonestCrowd {
  readonly #pairs: readonly Pair[];
  readonly #othersPaceMs: number;
  readonly #sleeper: Sleeper;
  readonly #underway = new Map<string, Underway>();
  readonly #received = new Set<string>();
  readonly #timers: NodeJS.Timeout[] = [];
  #latencies = new Latencies();
  readonly #mail = new EventEmitter();
  /** Messages that were sent and are not acknowledged yet. */
  readonly #saying = new Set<Promise<unknown>>();
  #sent = 0;
  /** Descriptions of what should not have happened. */
  readonly problems: string[] = [];

  private constructor(pairs: readonly Pair[], othersPaceMs: number, sleeper: Sleeper) {
    this.#pairs = pairs;
    this.#othersPaceMs = othersPaceMs;
    this.#sleeper = sleeper;
    for (const pair of pairs) this.#listen(pair);
  }

  static async gather(port: number, options: CrowdOptions): Promise<HonestCrowd> {
    const pairs: Pair[] = [];
    for (let index = 0; index < options.pairs; index++) {
      const { person: sender, socket: from } = await visit(port, `writer ${index}`);
      const { person: receiver, socket: to } = await visit(port, `reader ${index}`);
      pairs.push({ sender, from, receiver, to });
    }
    const [first] = pairs;
    if (first === undefined) throw new TypeError('nobody is here');
    const sleeper = await Sleeper.fallAsleep(port, first.from);
    return new HonestCrowd(pairs, options.othersPaceMs, sleeper);
  }

  get sent(): number {
    return this.#sent;
  }

  /** The person whose mailbox, name and acks an attacker may target. */
  get victim(): TestPerson {
    const [pair] = this.#pairs;
    if (pair === undefined) throw new TypeError('nobody is here');
    return pair.receiver;
  }

  /** Starts talking. */
  talk(): void {
    for (const [index, pair] of this.#pairs.entries()) {
      const pace = index === 0 ? PACE_MS : this.#othersPaceMs;
      this.#timers.push(setInterval(() => this.#begin(pair), pace));
    }
  }

  /** Starts a phase; messages received from now on are measured separately. */
  measure(): Latencies {
    this.#latencies = new Latencies();
    return this.#latencies;
  }

  /** Resolves when this many more messages were received. */
  async receive(count: number): Promise<void> {
    const wanted = this.#received.size + count;
    while (this.#received.size < wanted) await once(this.#mail, 'received');
  }

  /**
   * Stops talking, and resolves when everything that was sent has arrived or is lost: a mailbox
   * keeps its order, so nothing arrives after its sender's last message.
   */
  async finish(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#saying);
    for (const pair of this.#pairs) {
      const last = await this.#say(pair);
      while (!this.#received.has(last)) await once(this.#mail, 'received');
    }
    if (this.#underway.size > 0) this.problems.push(`${this.#underway.size} messages are lost`);
    const [friend] = this.#pairs;
    if (friend !== undefined && !(await this.#sleeper.isDeliveredAgain(friend.from))) {
      this.problems.push('an envelope was acknowledged by somebody else');
    }
    for (const { from, to } of this.#pairs) {
      from.disconnect();
      to.disconnect();
    }
  }

  #begin(pair: Pair): void {
    const said = this.#say(pair).finally(() => this.#saying.delete(said));
    this.#saying.add(said);
  }

  /** @returns the id of the message */
  async #say({ sender, from, receiver }: Pair): Promise<string> {
    const sent = envelope();
    const id = toBase64url(decodeEnvelope(sent).id);
    this.#sent++;
    this.#underway.set(id, { from: sender.id, sentAt: performance.now() });
    try {
      const request = { to: receiver.identity, envelope: sent };
      await get(from, 'message:send', await asContact(from, request, Date.now()));
    } catch (error) {
      this.problems.push(`a message was refused: ${error}`);
      this.#underway.delete(id);
    }
    return id;
  }

  #listen({ from, to }: Pair): void {
    to.on('mailbox:deliver', (value, acknowledge) => {
      const { items } = parseWire(NOTICES['mailbox:deliver'], value);
      for (const item of items) this.#receive(item);
      acknowledge(ALL_STORED);
    });
    from.on('mailbox:deliver', () => this.problems.push('somebody wrote to a writer'));
    for (const socket of [from, to]) {
      socket.on('session:ended', ({ code }) => this.problems.push(`a session ended: ${code}`));
      socket.on('disconnect', (reason) => {
        if (reason !== 'io client disconnect') this.problems.push(`a connection ended: ${reason}`);
      });
    }
  }

  #receive({ from, envelope: bytes }: { readonly from: Bytes; readonly envelope: Bytes }): void {
    const id = toBase64url(decodeEnvelope(bytes).id);
    // A relay delivers an envelope again when its acknowledgement is late; the copy is recognized by its id.
    if (this.#received.has(id)) return;
    const underway = this.#underway.get(id);
    if (underway === undefined) this.problems.push('a message of a stranger');
    else if (underway.from !== toBase64url(from)) this.problems.push('a message of a false sender');
    else this.#latencies.add(performance.now() - underway.sentAt);
    this.#received.add(id);
    this.#underway.delete(id);
    this.#mail.emit('received');
  }
}

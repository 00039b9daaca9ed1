import type { Socket as ServerSocket } from 'socket.io';
import { type Socket as ClientSocket, io } from 'socket.io-client';
import * as v from 'valibot';
import { packetParser } from '../../../src/client/connection/packet-parser.ts';
import type { PersonId } from '../../../src/client/views.ts';
import { decodeBundle } from '../../../src/protocol/bundle.ts';
import { type Bytes, toBase64url } from '../../../src/protocol/bytes.ts';
import { ERROR_CODES } from '../../../src/protocol/errors.ts';
import {
  NOTICES,
  type Notice,
  type NoticeName,
  parseWire,
  REQUESTS,
  type Reply,
  type Request,
  type RequestName,
} from '../../../src/protocol/events.ts';
import type { Asked, Attack, Envelopes, Evidence } from './attack.ts';

/** What a relay sees of its clients. */
export interface Watcher {
  attacks(): readonly Attack[];
  onMail(mail: { from: PersonId; to: PersonId; envelope: Bytes }): void;
  onSignIn(person: PersonId, signIn: Request<'session:sign-in'>): void;
}

const ANSWER = v.variant('ok', [
  v.object({ ok: v.literal(true), data: v.unknown() }),
  v.object({ ok: v.literal(false), error: v.looseObject({ code: v.picklist(ERROR_CODES) }) }),
]);

const isRequest = (event: string): event is RequestName => Object.hasOwn(REQUESTS, event);
const isNotice = (event: string): event is NoticeName => Object.hasOwn(NOTICES, event);

function parseReply<E extends RequestName>(event: E, answer: unknown): Reply<E> {
  const reply = parseWire(ANSWER, answer);
  if (!reply.ok) return reply;
  return {
    ok: true,
    data: parseWire<(typeof REQUESTS)[E]['reply']>(REQUESTS[event].reply, reply.data),
  };
}

/**
 * Connects to the backend as the client would; resolves when it has accepted. @throws the backend's
 * rejection
 */
export function callBackend(address: string, auth: Record<string, unknown>): Promise<ClientSocket> {
  const socket = io(address, {
    parser: packetParser,
    forceNew: true,
    reconnection: false,
    transports: ['websocket'],
    auth,
  });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', (error) => {
      socket.disconnect();
      reject(error);
    });
  });
}

/** One client's connection to the backend and back, which attacks can change. */
export class RelayedConnection {
  readonly #client: ServerSocket;
  readonly #backend: ClientSocket;
  readonly #watcher: Watcher;
  #person: PersonId | undefined;
  /** Resolves with the reason when the client has disconnected. */
  readonly closed: Promise<string>;

  constructor(client: ServerSocket, backend: ClientSocket, watcher: Watcher) {
    this.#client = client;
    this.#backend = backend;
    this.#watcher = watcher;
    this.closed = new Promise((resolve) => client.once('disconnect', resolve));
    void this.closed.then(() => backend.disconnect());
    backend.once('disconnect', () => client.conn.close());
    client.onAny((event: string, payload: unknown, ack: unknown) => {
      if (isRequest(event) && typeof ack === 'function') {
        void this.#ask(event, payload, (reply) => ack(reply));
      }
    });
    backend.onAny((event: string, payload: unknown, ack: unknown) => {
      if (!isNotice(event)) return;
      this.#report(event, payload, (answer) => typeof ack === 'function' && ack(answer));
    });
  }

  /** The person who signed in over it. */
  get person(): PersonId | undefined {
    return this.#person;
  }

  get isOpen(): boolean {
    return this.#client.connected;
  }

  /** Delivers envelopes of an attack; resolves when they were acknowledged. */
  async deliver(attack: Attack, items: Envelopes): Promise<void> {
    await this.#handOver({ lane: 'contacts', items });
    this.#note(attack, 'mailbox:deliver', 'acknowledged');
  }

  /** Sends an event for an attack; resolves when the client has received it. */
  async say<E extends NoticeName>(attack: Attack, event: E, notice: Notice<E>): Promise<void> {
    this.#client.emit(event, notice);
    await this.#noteOvertaken(attack, event);
  }

  /** Sends any payload under any event name; resolves when the client has received it. */
  async babble(attack: Attack, event: string, payload: unknown): Promise<void> {
    this.#client.emit(event, payload);
    await this.#noteOvertaken(attack, event);
  }

  /** Sends bytes that are no packet; resolves when the client has disconnected because of them. */
  async splutter(attack: Attack, bytes: Uint8Array): Promise<void> {
    this.#client.conn.send(Buffer.from(bytes));
    await this.closed;
    this.#note(attack, 'garbage', 'hung up');
  }

  close(): void {
    this.#client.conn.close();
  }

  async #ask<E extends RequestName>(
    event: E,
    payload: unknown,
    ack: (reply: Reply<E>) => void,
  ): Promise<void> {
    const request = parseWire<(typeof REQUESTS)[E]['request']>(REQUESTS[event].request, payload);
    this.#watchSignIn(event, request);
    const asked: Asked<E> = { request, by: this.#person };
    this.#watchMail(event, request);
    for (const attack of this.#watcher.attacks()) {
      const answer = attack.meddling.instead?.[event]?.(asked);
      if (answer !== undefined) return this.#answer(attack, event, () => ack(answer));
    }
    const reply = await this.#askBackend(event, request);
    if (reply === undefined) return;
    for (const attack of this.#watcher.attacks()) {
      const changed = attack.meddling.reply?.[event]?.(asked, reply);
      if (changed !== undefined) return this.#answer(attack, event, () => ack(changed));
    }
    ack(reply);
  }

  /** Nothing when the connection ended first. */
  async #askBackend<E extends RequestName>(
    event: E,
    request: Request<E>,
  ): Promise<Reply<E> | undefined> {
    let answer: unknown;
    try {
      answer = await this.#backend.emitWithAck(event, request);
    } catch {
      return undefined;
    }
    return answer === undefined ? undefined : parseReply(event, answer);
  }

  async #answer(attack: Attack, event: string, ack: () => void): Promise<void> {
    ack();
    await this.#noteOvertaken(attack, event);
  }

  #watchMail<E extends RequestName>(event: E, request: unknown): void {
    const from = this.#person;
    if (event !== 'message:send' || from === undefined) return;
    const { to, envelope } = parseWire(REQUESTS['message:send'].request, request);
    this.#watcher.onMail({ from, to: toBase64url(to), envelope });
  }

  /** Registered at once: the backend may deliver mail before its reply is read. */
  #watchSignIn(event: RequestName, request: unknown): void {
    if (event !== 'session:sign-in') return;
    const signIn = parseWire(REQUESTS['session:sign-in'].request, request);
    this.#person = toBase64url(decodeBundle(signIn.bundle).identity);
    this.#watcher.onSignIn(this.#person, signIn);
  }

  #report(event: NoticeName, payload: unknown, done: (ack: unknown) => void): void {
    if (event === 'mailbox:deliver') void this.#deliver(payload, done);
    else this.#client.emit(event, payload);
  }

  async #deliver(payload: unknown, done: (ack: unknown) => void): Promise<void> {
    const { lane, items } = parseWire(NOTICES['mailbox:deliver'], payload);
    for (const attack of this.#watcher.attacks()) {
      const changed = attack.meddling.deliver?.(items, this.#person ?? '');
      if (changed === undefined) continue;
      done(await this.#handOver({ lane, items: changed }));
      return this.#note(attack, 'mailbox:deliver', 'acknowledged');
    }
    done(await this.#handOver({ lane, items }));
  }

  /** Resolves when the client has acknowledged; never if it disconnects first. */
  #handOver(notice: Notice<'mailbox:deliver'>): Promise<unknown> {
    return new Promise((resolve) => this.#client.emit('mailbox:deliver', notice, resolve));
  }

  /** Frames keep their order, so everything before an acknowledged delivery has arrived. */
  async #noteOvertaken(attack: Attack, event: string): Promise<void> {
    await this.#handOver({ lane: 'contacts', items: [] });
    this.#note(attack, event, 'overtaken');
  }

  #note(attack: Attack, event: string, evidence: Evidence): void {
    attack.note({ event, victim: this.#person, evidence });
  }
}

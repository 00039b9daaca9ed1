import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { Server } from 'socket.io';
import { packetParser } from '../../../src/backend/transport/packet-parser.ts';
import type { PersonId } from '../../../src/client/views.ts';
import { decodeBundle } from '../../../src/protocol/bundle.ts';
import { type Bytes, fromBase64url } from '../../../src/protocol/bytes.ts';
import type { Notice, NoticeName, Request } from '../../../src/protocol/events.ts';
import {
  PAYLOAD_MAX_BYTES,
  PING_INTERVAL_MS,
  PING_TIMEOUT_MS,
} from '../../../src/protocol/limits.ts';
import { listen, stopListening } from '../../../src/service/listening.ts';
import { Attack, type Envelopes, type Meddling } from './attack.ts';
import { callBackend, RelayedConnection, type Watcher } from './relayed-connection.ts';

const HOST = 'localhost';

/** An envelope that passed. */
export interface Mail {
  readonly from: PersonId;
  readonly to: PersonId;
  readonly envelope: Bytes;
}

export type SignIn = Request<'session:sign-in'>;

type PageHandler = (request: IncomingMessage, response: ServerResponse) => void;

const noPage: PageHandler = (_request, response) => void response.writeHead(404).end();

/** An envelope as the relay delivers it; the relay states its sender. */
export const itemFrom = (from: PersonId, envelope: Bytes): Envelopes[number] => ({
  from: fromBase64url(from),
  envelope,
});

/**
 * A relay that may do anything. Clients connect to it. It speaks the real protocol over a real
 * socket and forwards everything to a real backend, except where an attack intervenes.
 */
export class HostileRelay {
  /** Everything that was forwarded to the backend, in order. */
  readonly mail: Mail[] = [];
  readonly #server: HttpServer;
  readonly #io: Server;
  readonly #relayed = new Set<RelayedConnection>();
  readonly #attacks: Attack[] = [];
  readonly #signIns = new Map<PersonId, SignIn[]>();
  #backend = '';
  #port = 0;
  #connections = 0;

  private constructor(page: PageHandler) {
    this.#server = createServer(page);
    this.#io = new Server(this.#server, {
      parser: packetParser,
      serveClient: false,
      maxHttpBufferSize: PAYLOAD_MAX_BYTES,
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
    });
    this.#io.use((socket, next) => {
      callBackend(this.#backend, socket.handshake.auth).then((backend) => {
        socket.once('disconnect', () => backend.disconnect());
        this.#admit(new RelayedConnection(socket, backend, this.#watcher));
        next();
      }, next);
    });
  }

  /** @param page answers whatever is not `/socket.io/` */
  static async start(page = noPage): Promise<HostileRelay> {
    const relay = new HostileRelay(page);
    relay.#port = await listen(relay.#server, { host: HOST, port: 0, setting: 'PORT' });
    return relay;
  }

  /** `host:port`, which the backend must use as its public host. */
  get host(): string {
    return `${HOST}:${this.#port}`;
  }

  get address(): string {
    return `http://${this.host}`;
  }

  /** Sets the backend to forward to from now on. */
  leadTo(backend: string): void {
    this.#backend = backend;
  }

  /** Begins an attack, which changes what passes until it is stopped. */
  attack(name: string, meddling: Meddling = {}): Attack {
    const attack = new Attack(name, meddling);
    this.#attacks.push(attack);
    return attack;
  }

  /** Delivers envelopes that the backend does not know. */
  async deliver(attack: Attack, to: PersonId, envelopes: Envelopes): Promise<void> {
    await this.#to(to).deliver(attack, envelopes);
  }

  async say<E extends NoticeName>(
    attack: Attack,
    to: PersonId,
    event: E,
    notice: Notice<E>,
  ): Promise<void> {
    await this.#to(to).say(attack, event, notice);
  }

  async babble(attack: Attack, to: PersonId, event: string, payload: unknown): Promise<void> {
    await this.#to(to).babble(attack, event, payload);
  }

  async splutter(attack: Attack, to: PersonId, bytes: Uint8Array): Promise<void> {
    await this.#to(to).splutter(attack, bytes);
  }

  /** Proofs and bundles with which a person has tried to sign in, newest last. */
  signIns(person: PersonId): readonly SignIn[] {
    return this.#signIns.get(person) ?? [];
  }

  /** The bundles of a person, newest last. */
  bundles(person: PersonId): readonly Bytes[] {
    return this.signIns(person).map(({ bundle }) => bundle);
  }

  /** The person who last signed in under a name. @throws TypeError when nobody has */
  personCalled(name: string): PersonId {
    const found = [...this.#signIns]
      .filter(([, signIns]) => signIns.some(({ bundle }) => decodeBundle(bundle).name === name))
      .at(-1);
    if (found === undefined) throw new TypeError(`nobody has signed in as ${name}`);
    return found[0];
  }

  /** The envelopes between two people, in one direction. */
  mailOf(from: PersonId, to: PersonId): readonly Mail[] {
    return this.mail.filter((mail) => mail.from === from && mail.to === to);
  }

  /** The number of connections so far. */
  get connections(): number {
    return this.#connections;
  }

  /** Frames of attacks that reached their victims. */
  get struck(): number {
    return this.#attacks.reduce((sum, { strikes }) => sum + strikes.length, 0);
  }

  /** @throws Error when an attack has reached nobody, or nobody waited for it */
  checkDelivered(): void {
    const faults = this.#attacks.flatMap(({ fault }) => fault ?? []);
    if (faults.length > 0) throw new Error(faults.join('; '));
  }

  async stop(): Promise<void> {
    for (const connection of this.#relayed) connection.close();
    this.#io.engine.close();
    await stopListening(this.#server);
  }

  get #watcher(): Watcher {
    return {
      attacks: () => this.#attacks.filter(({ isActive }) => isActive),
      onMail: (mail) => void this.mail.push(mail),
      onSignIn: (person, signIn) =>
        void this.#signIns.set(person, [...this.signIns(person), signIn]),
    };
  }

  #admit(connection: RelayedConnection): void {
    this.#connections++;
    this.#relayed.add(connection);
    void connection.closed.then(() => this.#relayed.delete(connection));
  }

  #to(person: PersonId): RelayedConnection {
    const open = [...this.#relayed].filter((p) => p.person === person && p.isOpen).at(-1);
    if (open === undefined) throw new Error(`${person} is not here`);
    return open;
  }
}

import { ChatError, type ErrorCode } from '../../protocol/errors.ts';
import type { ReplyData, Request, RequestName } from '../../protocol/events.ts';
import { Backoff } from '../scheduling/backoff.ts';
import type { Clock } from '../scheduling/clock.ts';
import type { ConnectionState } from '../views.ts';
import { type NoticeListener, RelaySocket } from './relay-socket.ts';

/** First and longest delay before reconnecting, ms; half of each is random. */
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 15_000;

/** Errors that end a session until the user acts. */
const FINAL: ReadonlySet<ErrorCode> = new Set([
  'replaced',
  'client-outdated',
  'host-mismatch',
  'name-taken',
  'name-empty',
  'name-too-long',
  'name-spaces',
  'name-characters',
  'name-mixed-scripts',
  'proof-invalid',
  'bundle-malformed',
  'bundle-signature',
  'bundle-rollback',
  'bundle-downgrade',
  'storage-taken',
]);

export interface SessionParts {
  readonly address: string;
  readonly clock: Clock;
  /** Signs in over a new connection. @throws ChatError */
  enter(socket: RelaySocket): Promise<void>;
  onState(): void;
  /** Called after each sign-in, the first one and later ones. */
  onOnline(): void;
  readonly notices: Omit<NoticeListener, 'session:ended' | 'server:draining'>;
}

/** Keeps the client signed in. Reconnects automatically unless the error is permanent. */
export class Session {
  readonly #parts: SessionParts;
  readonly #backoff = new Backoff(RETRY_MIN_MS, RETRY_MAX_MS);
  #state: ConnectionState = { kind: 'signed-out' };
  #socket: RelaySocket | undefined;
  /** Changes with each attempt, so that an abandoned one notices. */
  #run = 0;
  #cancelWait: () => void = () => {};
  #cancelMove: () => void = () => {};
  /** A change of connections in progress. */
  #move: Promise<void> | undefined;
  #ended: ErrorCode | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Signs in once. @throws ChatError when it failed, in which case nobody is signed in */
  async start(): Promise<void> {
    const run = this.#begin();
    try {
      await this.#enter(run);
    } catch (error) {
      if (run === this.#run) this.#show({ kind: 'signed-out' });
      throw error;
    }
    void this.#reconnectWhenClosed(run);
  }

  /** Signs in, and retries until it works. */
  resume(): void {
    const run = this.#begin();
    void this.#return(run);
  }

  /** The current connection may be dead: abandons it and opens another one. */
  renewConnection(): void {
    this.#socket?.close();
  }

  /** Retries now instead of later. */
  reconnectNow(): void {
    this.#cancelWait();
  }

  /**
   * @throws ChatError `connection-lost` unless online, or the code with which the relay rejects it
   */
  async ask<E extends RequestName>(event: E, request: Request<E>): Promise<ReplyData<E>> {
    if (this.#socket === undefined || this.#state.kind !== 'online') {
      throw new ChatError('connection-lost');
    }
    return this.#socket.ask(event, request);
  }

  /** Ends the session for a reason that the user must resolve. */
  end(code: ErrorCode, detail = {}): void {
    this.#leave();
    this.#show({ kind: 'ended', code, detail });
  }

  stop(): void {
    this.#leave();
    this.#show({ kind: 'signed-out' });
  }

  #leave(): void {
    this.#run++;
    this.#cancelWait();
    this.#cancelMove();
    this.#socket?.close();
    this.#socket = undefined;
  }

  #begin(): number {
    this.#leave();
    this.#ended = undefined;
    this.#backoff.reset();
    this.#show({ kind: 'connecting' });
    return this.#run;
  }

  /** Connects and signs in; only then does the new connection become the current one. */
  async #enter(run: number): Promise<void> {
    // Notices from a connection that is not, or no longer, the current one are ignored.
    const heard = { socket: undefined as RelaySocket | undefined };
    const isCurrent = (): boolean => run === this.#run && heard.socket === this.#socket;
    const socket = await RelaySocket.connect(this.#parts.address, this.#notices(run, isCurrent));
    heard.socket = socket;
    try {
      if (run !== this.#run) throw new ChatError('connection-lost');
      await this.#parts.enter(socket);
      if (run !== this.#run) throw new ChatError('connection-lost');
    } catch (error) {
      socket.close();
      throw error;
    }
    const before = this.#socket;
    this.#socket = socket;
    this.#backoff.reset();
    this.#show({ kind: 'online' });
    this.#parts.onOnline();
    before?.close();
  }

  /** Waits until the current connection ends, then reconnects. */
  async #reconnectWhenClosed(run: number): Promise<void> {
    let socket = this.#socket;
    do {
      socket = this.#socket;
      await socket?.closed;
      await this.#move;
      if (run !== this.#run) return;
    } while (this.#socket !== socket);
    this.#socket = undefined;
    this.#cancelMove();
    if (this.#ended !== undefined) return this.end(this.#ended);
    this.#show({ kind: 'reconnecting', code: undefined });
    await this.#return(run);
  }

  /**
   * The relay stops soon: connects to another one at a random moment, then closes this connection.
   */
  #moveWithin(spreadMs: number, run: number): void {
    // However often the relay says so, the client moves once.
    this.#cancelMove();
    this.#cancelMove = this.#parts.clock.after(Math.random() * spreadMs, () => {
      // Without another relay this connection will be lost shortly, and the client reconnects then.
      if (run !== this.#run || this.#move !== undefined) return;
      this.#move = this.#enter(run)
        .catch(() => undefined)
        .finally(() => {
          this.#move = undefined;
        });
    });
  }

  async #return(run: number): Promise<void> {
    while (run === this.#run) {
      try {
        await this.#enter(run);
        return await this.#reconnectWhenClosed(run);
      } catch (error) {
        if (run === this.#run) await this.#onFailure(error);
      }
    }
  }

  async #onFailure(error: unknown): Promise<void> {
    const { code, detail } = error instanceof ChatError ? error : new ChatError('internal');
    if (FINAL.has(code)) return this.end(code, detail);
    this.#show({ kind: 'reconnecting', code: code === 'connection-lost' ? undefined : code });
    const ms = this.#backoff.next();
    await this.#wait(Math.max(detail.retryAfterMs ?? 0, ms / 2 + (Math.random() * ms) / 2));
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.after(ms, resolve);
      this.#cancelWait = () => {
        cancel();
        resolve();
      };
    });
  }

  #notices(run: number, isCurrent: () => boolean): NoticeListener {
    return {
      ...this.#parts.notices,
      'mailbox:deliver': (notice, done) => {
        // An abandoned connection lasts until its sign-in ends; the next one receives this again.
        if (run === this.#run) this.#parts.notices['mailbox:deliver'](notice, done);
      },
      'session:ended': ({ code }) => {
        // During a move, the session that replaced this one is our own.
        if (isCurrent() && this.#move === undefined) this.#ended = code;
      },
      'server:draining': ({ spreadMs }) => {
        if (isCurrent()) this.#moveWithin(spreadMs, run);
      },
    };
  }

  #show(state: ConnectionState): void {
    this.#state = state;
    this.#parts.onState();
  }
}

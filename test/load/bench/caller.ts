import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type RawData, WebSocket } from 'ws';
import { loopback } from '../../support/pods/loopback.ts';

export type Frame = string | Buffer;

/** A mask of zeros leaves the bytes unchanged: the clients must not limit a measurement. */
const NO_MASK = (): void => undefined;

const frameOf = (data: RawData, isBinary: boolean): Frame => {
  if (!Buffer.isBuffer(data)) throw new TypeError('not one buffer');
  return isBinary ? data : data.toString('latin1');
};

/** One WebSocket to a pod, from its own address, that counts its bytes. */
export class Caller {
  readonly #socket: WebSocket;
  readonly #wire: Socket;
  readonly #waiting: ((frame: Frame) => void)[] = [];
  #hear: ((frame: Frame) => void) | undefined;
  readonly #early: Frame[] = [];

  private constructor(socket: WebSocket, wire: Socket) {
    this.#socket = socket;
    this.#wire = wire;
    socket.on('message', (data, isBinary) => this.#receive(frameOf(data, isBinary)));
  }

  static async open(url: string, index: number): Promise<Caller> {
    const socket = new WebSocket(url, {
      localAddress: loopback(index),
      perMessageDeflate: false,
      skipUTF8Validation: true,
      generateMask: NO_MASK,
    });
    // Data that arrives with the response to the upgrade is emitted right after it.
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('upgrade', ({ socket: wire }) => resolve(new Caller(socket, wire)));
    });
  }

  /** Bytes in both directions, without TCP's own. */
  get bytes(): number {
    return this.received + this.#wire.bytesWritten;
  }

  /** Those from the pod. */
  get received(): number {
    return this.#wire.bytesRead;
  }

  get isClosed(): boolean {
    return this.#socket.readyState === WebSocket.CLOSED;
  }

  /** The next frame, before a listener is set. */
  next(): Promise<Frame> {
    const frame = this.#early.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Sets the listener for all later frames. */
  listen(hear: (frame: Frame) => void): void {
    this.#hear = hear;
    for (const frame of this.#early.splice(0)) hear(frame);
  }

  send(frame: Frame): void {
    this.#socket.send(frame);
  }

  async close(): Promise<void> {
    this.#socket.on('error', () => undefined);
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, 'close');
    this.#socket.terminate();
    await closed;
  }

  #receive(frame: Frame): void {
    const hear = this.#hear ?? this.#waiting.shift();
    if (hear === undefined) this.#early.push(frame);
    else hear(frame);
  }
}

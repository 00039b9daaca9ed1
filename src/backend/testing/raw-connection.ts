import { once } from 'node:events';
import { Decoder, Encoder } from 'socket.io-msgpack-parser';
import { WebSocket } from 'ws';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';

/** A decoded Socket.IO packet. */
interface Packet {
  readonly type: number;
  readonly id?: number;
  readonly data?: unknown;
}

const CONNECT = 0;
const EVENT = 2;
const ACK = 3;

/** A packet as bytes. */
export function frame(packet: object): Buffer {
  const encoded: unknown = new Encoder().encode(packet);
  const first: unknown = Array.isArray(encoded) ? encoded[0] : encoded;
  if (!(first instanceof Uint8Array)) throw new TypeError('the encoder changed');
  return Buffer.from(first);
}

/**
 * A WebSocket on which a test writes Engine.IO and Socket.IO by hand, and can break any of their
 * rules.
 */
export class RawConnection {
  readonly #socket: WebSocket;
  readonly #waiting: ((packet: Packet) => boolean)[] = [];
  #lastId = 0;
  /** Names of the received events, in order. */
  readonly events: unknown[] = [];
  /** The close code of the WebSocket, once it is closed. */
  readonly closed: Promise<number>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    socket.on('message', (data, isBinary) => this.#onFrame(data, isBinary));
  }

  /** Opens the transport; no Socket.IO handshake yet. It may use any address of this computer. */
  static async open(port: number, localAddress = '127.0.0.1'): Promise<RawConnection> {
    const address = `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(address, { localAddress });
    const connection = new RawConnection(socket);
    await once(socket, 'open');
    return connection;
  }

  /** Sends the Socket.IO handshake and waits until it is accepted. */
  async handshake(data: unknown = { protocol: PROTOCOL_VERSION }): Promise<void> {
    const taken = this.#packet(({ type }) => type === CONNECT);
    this.send(frame({ type: CONNECT, nsp: '/', data }));
    await taken;
  }

  /** Sends one WebSocket frame: binary for bytes, text for text. */
  send(data: Uint8Array | string): void {
    this.#socket.send(data);
  }

  /** Sends a WebSocket ping of the maximum size. */
  ping(): void {
    this.#socket.ping(Buffer.alloc(125));
  }

  /** Sends an event without an ack. */
  emit(...data: readonly unknown[]): void {
    this.send(frame({ type: EVENT, nsp: '/', data }));
  }

  /** Sends an event, whatever its name is, and returns what the ack says. */
  async ask(...data: readonly unknown[]): Promise<unknown> {
    const id = ++this.#lastId;
    const acked = this.#packet((packet) => packet.type === ACK && packet.id === id);
    this.send(frame({ type: EVENT, nsp: '/', data, id }));
    const { data: answer } = await acked;
    return Array.isArray(answer) ? answer[0] : undefined;
  }

  /** Stops reading. */
  pause(): void {
    this.#socket.pause();
  }

  /** Bytes that wait to be sent. */
  get waiting(): number {
    return this.#socket.bufferedAmount;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  async end(): Promise<void> {
    this.#socket.terminate();
    await this.closed;
  }

  #packet(isIt: (packet: Packet) => boolean): Promise<Packet> {
    return new Promise((resolve) => {
      this.#waiting.push((packet) => {
        if (!isIt(packet)) return false;
        resolve(packet);
        return true;
      });
    });
  }

  #onFrame(data: unknown, isBinary: boolean): void {
    if (!isBinary) {
      if (String(data) === '2') this.#socket.send('3');
      return;
    }
    const decoder = new Decoder();
    decoder.on('decoded', (packet: Packet) => {
      if (packet.type === EVENT && Array.isArray(packet.data)) this.events.push(packet.data[0]);
      const index = this.#waiting.findIndex((take) => take(packet));
      if (index !== -1) this.#waiting.splice(index, 1);
    });
    decoder.add(data);
  }
}

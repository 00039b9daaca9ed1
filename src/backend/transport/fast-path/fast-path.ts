import { packetParser } from '../packet-parser.ts';
import type { RelaySocket } from '../relay-server.ts';
import { readFrequentPacket, type SendPacket } from './packet-reader.ts';
import { type DeliveryItem, deliveryPacket, donePacket, type Framed } from './packet-writer.ts';

/** Ids of our own packets; Socket.IO counts its own from 0. */
const FIRST_ID = 2 ** 31;
const LAST_ID = 2 ** 32 - 1;

const { ACK } = packetParser.PacketType;
const encoder = new packetParser.Encoder();

type Conn = RelaySocket['conn'];
type Listener = (data: unknown) => void;
type WriteOptions = NonNullable<Parameters<Conn['write']>[1]>;

/**
 * Reads and writes the packets of one connection that are sent with every text, without Socket.IO:
 * `message:send` with its acknowledgement, and `mailbox:deliver` of the contacts' lane with its own.
 * All others, and unusual forms of these, take Socket.IO's way.
 */
export class FastPath {
  readonly #socket: RelaySocket;
  /** Deliveries that the client has not acknowledged. */
  #deliveries: Map<number, () => void> | undefined;
  #lastId = LAST_ID;

  constructor(socket: RelaySocket) {
    this.#socket = socket;
  }

  /** Starts reading. @param onSend takes an envelope; it returns false to leave it to Socket.IO */
  start(onSend: (packet: SendPacket) => boolean): void {
    const { conn } = this.#socket;
    const others = conn.listeners('data') as Listener[];
    conn.removeAllListeners('data');
    conn.on('data', (data: unknown) => {
      if (this.#socket.connected && this.#take(data, onSend)) return;
      for (const listener of others) listener.call(conn, data);
    });
  }

  /** Sends a delivery. @param done is called once the client has stored it */
  deliver(items: readonly DeliveryItem[], done: () => void): void {
    const id = this.#lastId === LAST_ID ? FIRST_ID : this.#lastId + 1;
    this.#lastId = id;
    this.#deliveries ??= new Map();
    this.#deliveries.set(id, done);
    this.#write(deliveryPacket(id, items));
  }

  /** Acknowledges a request that succeeded and has no result. */
  acknowledge(id: number): void {
    this.#write(donePacket(id));
  }

  /** Acknowledges a request with any other reply. */
  reply(id: number, reply: object): void {
    for (const packet of encoder.encode({ type: ACK, nsp: '/', id, data: [reply] })) {
      this.#socket.conn.write(packet);
    }
  }

  #take(data: unknown, onSend: (packet: SendPacket) => boolean): boolean {
    if (!Buffer.isBuffer(data)) return false;
    const packet = readFrequentPacket(data as Buffer<ArrayBuffer>);
    if (packet === undefined) return false;
    if (packet.kind === 'send') return onSend(packet);
    const done = this.#deliveries?.get(packet.id);
    if (done === undefined) return false;
    this.#deliveries?.delete(packet.id);
    done();
    return true;
  }

  #write({ frame, packet }: Framed): void {
    const options = { compress: false, wsPreEncodedFrame: [frame] } as WriteOptions;
    this.#socket.conn.write(packet, options);
  }
}

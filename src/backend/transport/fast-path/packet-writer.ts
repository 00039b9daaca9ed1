import type { PersonId } from '../../store/store.ts';
import { headerLength, writeHeader } from '../websocket-frame.ts';

/** A packet in the frame of a WebSocket. */
export interface Framed {
  readonly frame: Buffer;
  /** The packet alone, for long polling: a view of the frame. */
  readonly packet: Buffer;
}

/** An item of a delivery. */
export interface DeliveryItem {
  readonly from: PersonId;
  readonly envelope: Uint8Array;
}

const text = (value: string): Buffer => Buffer.from([0xa0 + value.length, ...Buffer.from(value)]);

/** An id of 32 bits follows. */
const ID = Buffer.concat([text('id'), Buffer.of(0xce)]);
const NAMESPACE = Buffer.concat([text('nsp'), text('/')]);
/** `{ type: 3, nsp: '/', data: [{ ok: true, data: {} }], id: … }` */
const DONE = Buffer.concat([
  ...[Buffer.of(0x84), text('type'), Buffer.of(3), NAMESPACE, text('data'), Buffer.of(0x91)],
  ...[Buffer.of(0x82), text('ok'), Buffer.of(0xc3), text('data'), Buffer.of(0x80), ID],
]);
/** `{ type: 2, nsp: '/', id: … ` */
const EVENT = Buffer.concat([Buffer.of(0x84), text('type'), Buffer.of(2), NAMESPACE, ID]);
/** `data: ['mailbox:deliver', { lane: 'contacts', items: ` and an array of up to 65,535 items. */
const DELIVERY = Buffer.concat([
  ...[text('data'), Buffer.of(0x92), text('mailbox:deliver'), Buffer.of(0x82)],
  ...[text('lane'), text('contacts'), text('items'), Buffer.of(0xdc)],
]);
const FROM_BYTES = 32;
/** `{ from: `, 32 bytes, `envelope: ` and bytes with a length of 32 bits. */
const FROM = Buffer.concat([Buffer.of(0x82), text('from'), Buffer.of(0xc4, FROM_BYTES)]);
const ENVELOPE = Buffer.concat([text('envelope'), Buffer.of(0xc6)]);
const ITEM_BYTES = FROM.length + FROM_BYTES + ENVELOPE.length + 4;

/** Writes a packet of so many bytes behind the header of its frame. */
function framed(length: number, write: (frame: Buffer, at: number) => void): Framed {
  const start = headerLength(length);
  const frame = Buffer.allocUnsafe(start + length);
  writeHeader(frame, length);
  write(frame, start);
  return { frame, packet: frame.subarray(start) };
}

/** The acknowledgement of a request that succeeded and has no result. */
export function donePacket(id: number): Framed {
  return framed(DONE.length + 4, (frame, at) => {
    frame.set(DONE, at);
    frame.writeUInt32BE(id, at + DONE.length);
  });
}

/** `mailbox:deliver` of the contacts' lane, to be acknowledged with this id. */
export function deliveryPacket(id: number, items: readonly DeliveryItem[]): Framed {
  let length = EVENT.length + 4 + DELIVERY.length + 2;
  for (const { envelope } of items) length += ITEM_BYTES + envelope.length;
  return framed(length, (frame, start) => {
    frame.set(EVENT, start);
    let at = frame.writeUInt32BE(id, start + EVENT.length);
    frame.set(DELIVERY, at);
    at = frame.writeUInt16BE(items.length, at + DELIVERY.length);
    for (const item of items) at = writeItem(frame, at, item);
  });
}

function writeItem(frame: Buffer, start: number, { from, envelope }: DeliveryItem): number {
  frame.set(FROM, start);
  frame.write(from, start + FROM.length, FROM_BYTES, 'base64url');
  let at = start + FROM.length + FROM_BYTES;
  frame.set(ENVELOPE, at);
  at = frame.writeUInt32BE(envelope.length, at + ENVELOPE.length);
  frame.set(envelope, at);
  return at + envelope.length;
}

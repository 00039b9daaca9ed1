import { Caller } from './caller.ts';
import type { Person, Seat } from './person.ts';
import { personName } from './person-name.ts';
import { readSample, Stamp, sampleEnvelope } from './sample-envelope.ts';

const PING = '2';
const PONG = '3';

/**
 * Socket.IO's own parser: a text frame that names the receiver and announces bytes, then the bytes.
 */
const headOf = (id: string, ack: string): string =>
  `451-${ack}["message","${id}",{"_placeholder":true,"num":0}]`;

/** The receiver's ack, as an event: the adapter has no cheap way to return an ack. */
const GOT = '42["got"]';

/** A person on plain Socket.IO who sends hand-made packets. */
export async function connectSocketIoPerson(
  { index, port, onArrival }: Seat,
  acks: boolean,
): Promise<Person> {
  const id = personName(index);
  const url = `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`;
  const caller = await Caller.open(url, index);
  await caller.next();
  caller.send(`40{"me":"${id}"}`);
  // Resolves when the connection is open and the pod has joined the person's room.
  await caller.next();
  await caller.next();
  caller.listen((frame) => {
    if (frame === PING) caller.send(PONG);
    if (typeof frame === 'string') return;
    if (acks) caller.send(GOT);
    onArrival(readSample(frame).serial);
  });
  const stamp = new Stamp(sampleEnvelope('text'), 'text');
  let head = '';
  return {
    caller,
    id,
    meet: (other) => {
      head = headOf(other.id, acks ? '1' : '');
    },
    send: (serial) => {
      caller.send(head);
      caller.send(stamp.copy(serial));
    },
  };
}

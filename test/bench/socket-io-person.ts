import { Caller } from './caller.ts';
import { readParcel, Stamp, sealParcel } from './parcel.ts';
import type { Person, Seat } from './person.ts';
import { personName } from './person-name.ts';

const PING = '2';
const PONG = '3';

/** Socket.IO's own parser: a text that says whom and that bytes follow, then the bytes. */
const headOf = (id: string): string => `451-["message","${id}",{"_placeholder":true,"num":0}]`;

/** A person on plain Socket.IO, by hand-made packets. */
export async function connectSocketIoPerson({ index, port, onArrival }: Seat): Promise<Person> {
  const id = personName(index);
  const url = `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`;
  const caller = await Caller.open(url, index);
  await caller.next();
  caller.send(`40{"me":"${id}"}`);
  // That the connection stands, and that the pod has joined the person's room.
  await caller.next();
  await caller.next();
  caller.listen((frame) => {
    if (frame === PING) caller.send(PONG);
    else if (typeof frame !== 'string') onArrival(readParcel(frame).serial);
  });
  const stamp = new Stamp(sealParcel('text'), 'text');
  let head = '';
  return {
    caller,
    id,
    meet: (other) => {
      head = headOf(other.id);
    },
    send: (serial) => {
      caller.send(head);
      caller.send(stamp.copy(serial));
    },
  };
}

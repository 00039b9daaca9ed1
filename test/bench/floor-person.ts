import { Caller } from './caller.ts';
import { readParcel, Stamp, sealParcel } from './parcel.ts';
import type { Person, Seat } from './person.ts';
import { personName } from './person-name.ts';

/** A person on bare WebSockets: the receiver's name, then the parcel. */
export async function connectFloorPerson(
  { index, port, onArrival }: Seat,
  acks: boolean,
): Promise<Person> {
  const id = personName(index);
  const caller = await Caller.open(`ws://127.0.0.1:${port}/?${id}`, index);
  await caller.next();
  caller.listen((frame) => {
    if (typeof frame === 'string') return;
    if (acks) caller.send('ack');
    onArrival(readParcel(frame).serial);
  });
  let stamp: Stamp | undefined;
  return {
    caller,
    id,
    meet: (other) => {
      stamp = new Stamp(Buffer.concat([Buffer.from(other.id), sealParcel('text')]), 'text');
    },
    send: (serial) => caller.send(stamp?.copy(serial) ?? ''),
  };
}

import { Caller } from './caller.ts';
import type { Person, Seat } from './person.ts';
import { personName } from './person-name.ts';
import { readSample, Stamp, sampleEnvelope } from './sample-envelope.ts';

/** A person on bare WebSockets: the receiver's name, then the envelope. */
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
    onArrival(readSample(frame).serial);
  });
  let stamp: Stamp | undefined;
  return {
    caller,
    id,
    meet: (other) => {
      stamp = new Stamp(Buffer.concat([Buffer.from(other.id), sampleEnvelope('text')]), 'text');
    },
    send: (serial) => caller.send(stamp?.copy(serial) ?? ''),
  };
}

import type { Caller } from './caller.ts';

/** Told of the serial number of each text that arrives. */
export type ArrivalListener = (serial: number) => void;

/** Where a person connects. */
export interface Seat {
  /** Unique among all people of the bench: each connects from an address of their own. */
  readonly index: number;
  readonly port: number;
  readonly onArrival: ArrivalListener;
}

/** Somebody who is connected and writes to one other. */
export interface Person {
  readonly caller: Caller;
  /** How others write to them. */
  readonly id: string;
  /** Chooses whom they write to. */
  meet(other: Person): void;
  send(serial: number): void;
}

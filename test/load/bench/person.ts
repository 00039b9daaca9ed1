import type { Caller } from './caller.ts';

/** Called with the serial number of each message that arrives. */
export type ArrivalListener = (serial: number) => void;

/** Where a person connects. */
export interface Seat {
  /** Unique among all people of the bench: each connects from their own address. */
  readonly index: number;
  readonly port: number;
  readonly onArrival: ArrivalListener;
}

/** A connected person who writes to one other person. */
export interface Person {
  readonly caller: Caller;
  /** The address that others write to. */
  readonly id: string;
  /** Chooses the person to write to. */
  meet(other: Person): void | Promise<void>;
  send(serial: number): void;
}

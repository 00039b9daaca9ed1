import { ChatError } from '../../protocol/errors.ts';

/** A stream of the peer has forked: their profile was restored from a copy, or cloned. */
export class StreamFork extends ChatError {
  readonly stream: string;
  /** The sequence number at which it was detected. */
  readonly seq: number;

  constructor(stream: string, seq: number) {
    super('record-malformed', { field: 'stream' });
    this.stream = stream;
    this.seq = seq;
  }
}

/** One of the user's streams that a new one has to replace. */
export interface Abandoned {
  readonly stream: string;
  /** The peer has lost what they acknowledged from this sequence number on. */
  readonly lostFrom?: number | undefined;
}

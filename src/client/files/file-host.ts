import type { UnorderedSender } from '../outbound/unordered-sender.ts';
import type { PeerContext } from '../peer-context.ts';

/** What the code for files gets from the channel of a peer. */
export interface FileParts {
  readonly context: PeerContext;
  readonly unordered: Pick<UnorderedSender, 'send'>;
  /** Whether the relay stored an outbox entry, as far as this connection knows. */
  isQueued(id: string): boolean;
  /** There is something to send. */
  onComposed(): void;
}

/** What all code for the files of one peer shares. */
export interface FileHost extends FileParts {
  /** There is something to do about files. */
  onWork(): void;
}

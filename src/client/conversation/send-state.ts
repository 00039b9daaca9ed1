import type { PeerState } from '../storage/peer-state.ts';
import type { MessageState } from '../views.ts';

/**
 * How far an outgoing message has come. The state is never stored: it is reduced from what is known
 * about the message, in any order.
 *
 * | fact                                           | from `waiting` | `sent`    | `delivered` |
 * `read` |
 * | ---------------------------------------------- | -------------- | --------- | ----------- |
 * ------ |
 * | `queued`: the relay stored it                  | sent           | sent      | delivered   |
 * read   |
 * | `held`: the peer's device waits for an earlier | sent           | sent      | delivered   |
 * read   |
 * | `delivered`: a receipt covers it               | delivered      | delivered | delivered   |
 * read   |
 * | `read`: a receipt says that it was read        | read           | read      | read        |
 * read   |
 *
 * A fact never moves a message back. `queued` is known for one connection only, because the relay
 * may lose what it stored: without it, an unacknowledged message is `waiting` again.
 */
export type SendFact = 'queued' | 'held' | 'delivered' | 'read';

const ORDER: readonly MessageState[] = ['waiting', 'sent', 'delivered', 'read'];
const REACHED: Readonly<Record<SendFact, MessageState>> = {
  queued: 'sent',
  held: 'sent',
  delivered: 'delivered',
  read: 'read',
};

/** The state of a message after one more fact about it. */
export function reduceSendState(state: MessageState, fact: SendFact): MessageState {
  const reached = REACHED[fact];
  return ORDER.indexOf(reached) > ORDER.indexOf(state) ? reached : state;
}

/** How far the user's stream was acknowledged. */
export type Progress = Pick<PeerState['out'], 'delivered' | 'read'>;

/** The position of a message in its stream; 0 before it was sealed. */
interface Place {
  readonly stream: string;
  readonly seq: number;
}

/** What receipts say about a message. A stream is replaced only once its messages were sent again. */
export function acknowledgedFacts({ stream, seq }: Place, out: PeerState['out']): SendFact[] {
  if (seq === 0) return [];
  if (stream !== out.stream) return ['delivered'];
  return [
    ...(seq <= out.delivered ? (['delivered'] as const) : []),
    ...(seq <= out.read ? (['read'] as const) : []),
  ];
}

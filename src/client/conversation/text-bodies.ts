import { ChatError } from '../../protocol/errors.ts';
import type { OrderedBody } from '../../protocol/record.ts';
import { lastDisplayed } from '../inbound/read-marks.ts';
import { replyTo } from '../messages/message-lookup.ts';
import { newId } from '../outbound/outbox.ts';
import type { PeerContext } from '../peer-context.ts';
import type { MessageRef } from '../views.ts';
import { isRequest } from './consent.ts';

/**
 * The bodies that are sent for a message of the user: an acceptance of the peer's request comes
 * first, and to a peer who has not consented the message is a request.
 * @param answers the message that it replies to
 * @throws ChatError `conversation-closed`, `key-changed`, `storage-failed`
 */
export async function bodiesOfText(
  { store, authors }: Pick<PeerContext, 'store' | 'authors'>,
  text: string,
  answers?: MessageRef,
): Promise<OrderedBody[]> {
  const { consent, blocked, nameTakenBy, timer } = store.state;
  if (nameTakenBy !== undefined) throw new ChatError('key-changed');
  if (blocked) throw new ChatError('conversation-closed');
  // A person who declined may change their mind: the peer does not know, and may still be waiting.
  const accepts = consent === 'asked' || consent === 'declined-by-me';
  const asks = isRequest(consent) && consent !== 'asked';
  const seen = lastDisplayed(store.state);
  const reply = answers && (await replyTo(store, answers, authors));
  const isDisappearing = consent === 'accepted' && timer.seconds > 0;
  const body: OrderedBody = {
    type: 'text',
    id: newId(),
    text,
    ...(asks ? { request: true } : {}),
    ...(seen === undefined ? {} : { seen }),
    ...(reply && { reply }),
    ...(isDisappearing ? { expires: timer.seconds } : {}),
  };
  return accepts ? [{ type: 'accept' }, body] : [body];
}

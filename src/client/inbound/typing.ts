import { TYPING_LIFE_MS } from '../../protocol/limits.ts';
import type { ChatRecord } from '../../protocol/record.ts';
import type { PeerContext } from '../peer-context.ts';
import type { PeerState } from '../storage/peer-state.ts';

/**
 * How long ago the peer was typing, ms; undefined if that tells nothing any more: it is too long ago,
 * as it always is after a mailbox, or they have sent a later record since. Nor does it if the user
 * tells nobody.
 */
export function typingAge(
  { in: streams }: PeerState,
  { clock, sent }: Pick<ChatRecord, 'clock' | 'sent'>,
  { client, relayTime }: Pick<PeerContext, 'client' | 'relayTime'>,
): number | undefined {
  const isOver = clock < (streams.at(-1)?.clock ?? 0);
  const age = relayTime - sent;
  // Two clocks differ a little from that of the relay.
  const isRecent = Math.abs(age) <= TYPING_LIFE_MS;
  return client.settings.values.typing && isRecent && !isOver ? Math.max(0, age) : undefined;
}

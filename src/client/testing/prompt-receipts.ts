import { RECEIPT_EVERY_MS } from '../../protocol/limits.ts';
import { type Clock, systemClock } from '../scheduling/clock.ts';

/**
 * A clock without the pauses in which a client combines receipts and look-ups, so that a test learns of
 * a delivery as soon as it happened. Pauses that are longer keep their length.
 */
export const withPromptReceipts = (clock: Clock = systemClock): Clock => ({
  now: () => clock.now(),
  after: (ms, task) => clock.after(ms <= RECEIPT_EVERY_MS ? 0 : ms, task),
});

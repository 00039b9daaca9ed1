import * as v from 'valibot';
import { DELIVERY_MAX_ENVELOPES } from './limits.ts';

/** How a client acknowledges `mailbox:deliver`: which items it could not take now, by index. */
export const DELIVERY_ACK = v.strictObject({
  deferred: v.pipe(
    v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(DELIVERY_MAX_ENVELOPES - 1))),
    v.maxLength(DELIVERY_MAX_ENVELOPES),
  ),
});

export type DeliveryAck = v.InferOutput<typeof DELIVERY_ACK>;

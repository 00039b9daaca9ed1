import * as v from 'valibot';
import { BODIES } from '../../protocol/record.ts';

const ORDERED_BODY = v.variant('type', [BODIES.text, BODIES.accept, BODIES.decline, BODIES.leave]);

/**
 * An own ordered record on its way: composed, then sealed, and here until the peer's receipt covers
 * it. Bytes are base64url.
 */
export const OUTBOX_ENTRY = v.strictObject({
  /** Id of the line on screen. */
  id: v.string(),
  /** Rises with every entry of a person: the order in which they were composed. */
  index: v.number(),
  body: ORDERED_BODY,
  composedAt: v.number(),
  sealed: v.optional(
    v.strictObject({
      seq: v.number(),
      /** Fixed for ever: every sealing holds these bytes. */
      record: v.string(),
      /** The newest sealing, with its offer, and the chain that it is in. */
      envelope: v.string(),
      chain: v.optional(v.string(), ''),
      offerOptional: v.boolean(),
      /** Number of the peer's bundle that opens it, and when it was sealed to it, ms. */
      bundle: v.number(),
      at: v.number(),
      /** It is at the peer's and waits there for its turn, as their last receipt says. */
      arrived: v.optional(v.literal(true)),
    }),
  ),
});
export type OutboxEntry = v.InferOutput<typeof OUTBOX_ENTRY>;
export type SealedEntry = OutboxEntry & { readonly sealed: NonNullable<OutboxEntry['sealed']> };

export const isSealed = (entry: OutboxEntry): entry is SealedEntry => entry.sealed !== undefined;

/** Keys of rows sort as the numbers do. */
export const indexKey = (index: number): string => String(index).padStart(16, '0');

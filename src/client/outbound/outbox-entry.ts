import * as v from 'valibot';
import { BODIES } from '../../protocol/record.ts';
import { MESSAGE_ROW } from '../conversation/timeline-entry.ts';

const ORDERED_BODY = v.variant('type', [
  BODIES.text,
  BODIES.file,
  BODIES.reaction,
  BODIES.edit,
  BODIES.delete,
  BODIES.timer,
  BODIES.accept,
  BODIES.leave,
]);
/** Rows of an earlier version, which told the peer of a decline: its place in the stream must be filled. */
const DECLINE = v.pipe(
  v.strictObject({ type: v.literal('decline') }),
  v.transform(() => ({ type: 'leave' as const })),
);

/**
 * An outgoing ordered record: composed, then sealed, and in the outbox until the peer's receipt covers
 * it. Bytes are base64url.
 */
export const OUTBOX_ENTRY = v.strictObject({
  /** Of a text: its id, also in the timeline. */
  id: v.string(),
  /** Grows with every entry of a peer: the order in which they were composed. */
  index: v.number(),
  body: v.union([ORDERED_BODY, DECLINE]),
  composedAt: v.number(),
  /** What has happened to a text before its stream was replaced. */
  past: v.optional(v.partial(v.pick(MESSAGE_ROW, ['edited', 'reactions']))),
  sealed: v.optional(
    v.strictObject({
      seq: v.number(),
      /** Never changes: every sealing contains these bytes. */
      record: v.string(),
      /** The latest envelope, with its offer, and its chain. */
      envelope: v.string(),
      chain: v.optional(v.string(), ''),
      /** Rows of earlier versions have it; nothing reads it. */
      offerOptional: v.optional(v.boolean()),
      /** Number of the peer's bundle that opens it, and when it was sealed, ms. */
      bundle: v.number(),
      at: v.number(),
      /** The peer's last receipt says that they hold it until its turn. */
      arrived: v.optional(v.literal(true)),
    }),
  ),
});
export type OutboxEntry = v.InferOutput<typeof OUTBOX_ENTRY>;
export type SealedEntry = OutboxEntry & { readonly sealed: NonNullable<OutboxEntry['sealed']> };

export const isSealed = (entry: OutboxEntry): entry is SealedEntry => entry.sealed !== undefined;

/** Row keys sort like the numbers. */
export const indexKey = (index: number): string => String(index).padStart(16, '0');

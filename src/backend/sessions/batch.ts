import { DELIVERY_MAX_BYTES, DELIVERY_MAX_ENVELOPES } from '../../protocol/limits.ts';

/** The most that one delivery to a client contains. */
export const BATCH = { envelopes: DELIVERY_MAX_ENVELOPES, bytes: DELIVERY_MAX_BYTES };

import * as v from 'valibot';

const hex = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{2})*$/));
const refused = v.object({ why: v.string(), wire: hex });

/** The file of published vectors, as far as it is read here; check.py reads all of it. */
export const VECTORS = v.object({
  bundles: v.array(
    v.object({
      fields: v.object({ number: v.number(), name: v.string(), identity: hex, kemKey: hex }),
      wire: hex,
      digest: hex,
    }),
  ),
  receiver: v.object({ rsaPkcs8: hex, kemSeed: hex }),
  offer: v.object({
    wire: hex,
    chainId: hex,
    chain: v.array(v.object({ n: v.number(), chainKey: hex, messageKey: hex })),
  }),
  padding: v.array(v.object({ length: v.number(), padded: v.number() })),
  messages: v.array(
    v.object({
      messageKey: hex,
      recordBytes: hex,
      envelope: hex,
      record: v.object({ seq: v.number(), body: v.record(v.string(), v.unknown()) }),
    }),
  ),
  wordings: v.array(v.object({ author: hex, id: hex, text: v.string(), hash: hex })),
  names: v.array(v.object({ name: v.string(), folded: v.string(), look: v.string() })),
  trust: v.object({
    safetyNumber: v.object({ digits: v.string() }),
    safetyCode: v.object({
      text: v.string(),
      mismatches: v.array(v.string()),
      unreadable: v.array(v.string()),
    }),
    invite: v.object({
      fragment: v.string(),
      withToken: v.string(),
      refused: v.array(v.string()),
    }),
  }),
  tokens: v.array(
    v.object({
      owner: hex,
      holder: hex,
      scope: v.string(),
      serial: hex,
      expires: v.number(),
      wire: hex,
    }),
  ),
  refusals: v.object({
    bundle: v.array(v.object({ ...refused.entries, code: v.string() })),
    identityKey: v.array(v.object({ why: v.string(), key: hex })),
    offer: v.array(refused),
    envelope: v.array(refused),
    token: v.array(refused),
  }),
});

export type Vectors = v.InferOutput<typeof VECTORS>;

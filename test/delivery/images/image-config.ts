import * as v from 'valibot';

/** How an image starts, and its metadata, in the common form of all engines. */
export const IMAGE_CONFIG = v.object({
  User: v.optional(v.string(), ''),
  Env: v.nullish(v.array(v.string()), []),
  Entrypoint: v.nullish(v.array(v.string()), []),
  Cmd: v.nullish(v.array(v.string()), []),
  WorkingDir: v.optional(v.string(), '/'),
  StopSignal: v.optional(v.string(), ''),
  ExposedPorts: v.nullish(v.record(v.string(), v.unknown()), {}),
  Labels: v.nullish(v.record(v.string(), v.string()), {}),
});
export type ImageConfig = v.InferOutput<typeof IMAGE_CONFIG>;

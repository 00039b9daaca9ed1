import * as v from 'valibot';
import { parseAllDocuments } from 'yaml';

const TEXTS = v.optional(v.record(v.string(), v.string()), {});

const MANIFEST = v.looseObject({
  apiVersion: v.string(),
  kind: v.string(),
  metadata: v.looseObject({ name: v.string(), labels: TEXTS, annotations: TEXTS }),
});

/** An object as Kubernetes receives it. */
export type Manifest = v.InferOutput<typeof MANIFEST>;

/** Parses Helm's output. */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text)
    .map((document) => {
      if (document.errors[0] !== undefined) throw document.errors[0];
      return document.toJSON() as unknown;
    })
    .filter((content) => content !== null)
    .map((content) => v.parse(MANIFEST, content));
}

export const called = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`;

/** The objects of a kind, parsed with its schema. */
export function ofKind<const T extends v.GenericSchema>(
  manifests: readonly Manifest[],
  kind: string,
  schema: T,
): { readonly manifest: Manifest; readonly content: v.InferOutput<T> }[] {
  return manifests
    .filter((manifest) => manifest.kind === kind)
    .map((manifest) => ({ manifest, content: v.parse(schema, manifest) }));
}

export type Labels = Readonly<Record<string, string>>;

/** Whether labels match a selector. */
export const matches = (selector: Labels, labels: Labels): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

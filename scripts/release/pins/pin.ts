/**
 * The subject of a digest or commit: an image's tag in its registry, or an action's tag in its
 * repository.
 */
export type Pinned =
  | {
      readonly kind: 'image';
      readonly registry: string;
      readonly name: string;
      readonly tag: string;
    }
  | { readonly kind: 'action'; readonly repository: string; readonly tag: string };

/** A place in a text where something is pinned. */
export interface Pin {
  readonly what: Pinned;
  /** As written: `docker.io/library/node:26`, `actions/checkout@v5`. */
  readonly reference: string;
  /** The digest or the commit. */
  readonly value: string;
}

const IMAGE = String.raw`(?<registry>[a-z0-9.-]+(?::\d+)?)/(?<name>[a-z0-9._/-]+):(?<tag>[\w.-]+)`;
const DIGEST = '(?<value>sha256:[0-9a-f]{64})';

/**
 * How pins are written: in one word, with a comment that names the subject of the digest, or as an
 * action.
 */
const FORMS: readonly RegExp[] = [
  new RegExp(`${IMAGE}@${DIGEST}`, 'g'),
  new RegExp(`${DIGEST}"?\\s+# ${IMAGE}$`, 'gm'),
  /uses:\s*(?<repository>[\w.-]+\/[\w.-]+)(?:\/[\w./-]+)?@(?<value>[0-9a-f]{40})\s+# (?<tag>v[\w.-]+)$/gm,
];

function pinOf(match: RegExpExecArray): Pin {
  const { registry, name = '', repository = '', tag = '', value = '' } = match.groups ?? {};
  if (registry === undefined) {
    return { what: { kind: 'action', repository, tag }, reference: `${repository}@${tag}`, value };
  }
  const reference = `${registry}/${name}:${tag}`;
  return { what: { kind: 'image', registry, name, tag }, reference, value };
}

/** Every pin of a text, in order. */
export function pinsIn(text: string): Pin[] {
  return FORMS.flatMap((form) => [...text.matchAll(form)])
    .sort((a, b) => a.index - b.index)
    .map(pinOf);
}

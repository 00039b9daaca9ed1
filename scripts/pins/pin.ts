/** What a pin is looked up by: an image's tag in its registry, or an action's tag in its repository. */
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
  /** As it is written: `docker.io/library/node:26`, `actions/checkout@v5`. */
  readonly reference: string;
  /** The digest or the commit, and where it stands in the text; zeros before it was looked up (scripts/lib/pins.sh). */
  readonly value: string;
  readonly start: number;
}

const IMAGE = String.raw`(?<registry>[a-z0-9.-]+(?::\d+)?)/(?<name>[a-z0-9._/-]+):(?<tag>[\w.-]+)`;
const DIGEST = '(?<value>sha256:[0-9a-f]{64})';

/** How pins are written: in one word, with a comment that says what the digest is of, or as an action. */
const FORMS: readonly RegExp[] = [
  new RegExp(`${IMAGE}@${DIGEST}`, 'dg'),
  new RegExp(`${DIGEST}"?\\s+# ${IMAGE}$`, 'dgm'),
  /uses:\s*(?<repository>[\w.-]+\/[\w.-]+)(?:\/[\w./-]+)?@(?<value>[0-9a-f]{40})\s+# (?<tag>v[\w.-]+)$/dgm,
];

function pinOf(match: RegExpExecArray): Pin {
  const { registry, name = '', repository = '', tag = '', value = '' } = match.groups ?? {};
  const start = match.indices?.groups?.['value']?.[0] ?? 0;
  if (registry === undefined) {
    return {
      what: { kind: 'action', repository, tag },
      reference: `${repository}@${tag}`,
      value,
      start,
    };
  }
  const reference = `${registry}/${name}:${tag}`;
  return { what: { kind: 'image', registry, name, tag }, reference, value, start };
}

/** Every pin of a text, in its order. */
export function pinsIn(text: string): Pin[] {
  const found = FORMS.flatMap((form) => [...text.matchAll(form)].map(pinOf));
  return found.sort((a, b) => a.start - b.start);
}

/** The text with other values at its pins; a value is as long as the one it replaces. */
export function withValues(
  text: string,
  pins: readonly (Pin & { readonly next: string })[],
): string {
  return pins.reduce(
    (changed, { start, value, next }) =>
      changed.slice(0, start) + next + changed.slice(start + value.length),
    text,
  );
}

/** Whether every pin of a text was looked up: a placeholder is all zeros. */
export const areLookedUp = (text: string): boolean =>
  pinsIn(text).every(({ value }) => !/^(?:sha256:)?0+$/.test(value));

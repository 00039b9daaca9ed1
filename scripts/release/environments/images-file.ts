import { isMap, parseDocument } from 'yaml';

/** What an images.yaml may name: the folder below src/ that an image is made from. */
export const COMPONENTS = ['backend', 'ui'] as const;
export type Component = (typeof COMPONENTS)[number];

/** A digest by component. */
export type Digests = ReadonlyMap<Component, string>;

/** What was asked for cannot be written; the message says why. */
export class ImagesError extends Error {
  override readonly name = 'ImagesError';
}

const HEADER = ` What this environment runs, by digest. Written by scripts/set-image; sizes are in values.yaml.`;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const PLACEHOLDER = /^sha256:0{64}$/;

function checkedDigest(component: Component, text: string): string {
  if (!DIGEST.test(text)) {
    throw new ImagesError(
      `${component}: "${text}" is not a digest, sha256: and 64 hexadecimal digits. A tag can move.`,
    );
  }
  if (PLACEHOLDER.test(text)) throw new ImagesError(`${component}: ${text} stands for no image`);
  return text;
}

function knownComponent(text: string): Component {
  const component = COMPONENTS.find((known) => known === text);
  if (component !== undefined) return component;
  throw new ImagesError(`"${text}" is no component; known are ${COMPONENTS.join(', ')}`);
}

/** Reads COMPONENT DIGEST pairs. @throws ImagesError */
export function readDigests(words: readonly string[]): Digests {
  const digests = new Map<Component, string>();
  for (let n = 0; n < words.length; n += 2) {
    const component = knownComponent(words[n] ?? '');
    if (digests.has(component)) throw new ImagesError(`${component} is named twice`);
    digests.set(component, checkedDigest(component, words[n + 1] ?? ''));
  }
  if (digests.size === 0) throw new ImagesError('No digest is given');
  return digests;
}

/** The text of an images.yaml with other digests; comments, order and all else stay. @throws ImagesError */
export function withDigests(text: string, digests: Digests): string {
  const document = parseDocument(text);
  if (document.errors[0] !== undefined) throw new ImagesError(document.errors[0].message);
  if (document.contents === null) document.commentBefore ??= HEADER;
  else if (!isMap(document.contents)) throw new ImagesError('images.yaml is no map');
  for (const [component, digest] of digests) document.setIn([component, 'digest'], digest);
  return document.toString({ lineWidth: 0 });
}

/** A file of the page's own that index.html names: `path` is relative to the page's source folder. */
export interface Reference {
  /** The attribute's value as written. */
  readonly written: string;
  readonly path: string;
  /** What follows the path: `#send` of a sprite, or nothing. */
  readonly fragment: string;
}

/** Plain `src` and `href` attributes; bound ones (`:href`, `x-bind:href`) belong to the page. */
const ATTRIBUTE = /(?<=\s(?:src|href)=")[^"]*(?=")/g;
const ELSEWHERE = /^(?:[a-z][a-z\d+.-]*:|\/\/|#|\/?$)/i;

function parseReference(written: string): Reference | undefined {
  if (ELSEWHERE.test(written)) return undefined;
  const [path = '', fragment] = written.replace(/^\.?\//, '').split('#');
  return { written, path, fragment: fragment === undefined ? '' : `#${fragment}` };
}

/** The files of its own that a page names, each path once. */
export function findReferences(html: string): Reference[] {
  const references = [...html.matchAll(ATTRIBUTE)].flatMap(
    ([value]) => parseReference(value) ?? [],
  );
  return [...new Map(references.map((reference) => [reference.path, reference])).values()];
}

/** Writes the public address over each of the page's own references. */
export function rewriteReferences(html: string, address: (path: string) => string): string {
  return html.replace(ATTRIBUTE, (value) => {
    const reference = parseReference(value);
    return reference === undefined ? value : `${address(reference.path)}${reference.fragment}`;
  });
}

/**
 * Names every shared chunk in the head, so that the browser asks for all of them at once and not
 * one import after the other.
 */
export function addPreloads(html: string, chunks: readonly string[]): string {
  const links = chunks.map((chunk) => `<link rel="modulepreload" href="${chunk}">`).join('');
  return html.replace('</head>', `${links}</head>`);
}

/** A file that index.html references. `path` is relative to the page's source folder. */
export interface Reference {
  /** The attribute's value as written. */
  readonly written: string;
  readonly path: string;
  /** The fragment, such as `#send` of a sprite, or empty. */
  readonly fragment: string;
}

/** Plain `src` and `href` attributes. Bound ones (`:href`, `x-bind:href`) are left to Alpine. */
const ATTRIBUTE = /(?<=\s(?:src|href)=")[^"]*(?=")/g;
const ELSEWHERE = /^(?:[a-z][a-z\d+.-]*:|\/\/|#|\/?$)/i;

function parseReference(written: string): Reference | undefined {
  if (ELSEWHERE.test(written)) return undefined;
  const [path = '', fragment] = written.replace(/^\.?\//, '').split('#');
  return { written, path, fragment: fragment === undefined ? '' : `#${fragment}` };
}

/** The files that a page references, each path once. */
export function findReferences(html: string): Reference[] {
  const references = [...html.matchAll(ATTRIBUTE)].flatMap(
    ([value]) => parseReference(value) ?? [],
  );
  return [...new Map(references.map((reference) => [reference.path, reference])).values()];
}

/** Replaces the page's references to its own files by their public addresses. */
export function rewriteReferences(html: string, address: (path: string) => string): string {
  return html.replace(ATTRIBUTE, (value) => {
    const reference = parseReference(value);
    return reference === undefined ? value : `${address(reference.path)}${reference.fragment}`;
  });
}

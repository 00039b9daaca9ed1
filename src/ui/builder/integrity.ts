import { createHash } from 'node:crypto';

/** A script or link tag up to the end of its address. */
const NAMING_TAG = /<(?:script|link)\b[^>]*?\s(?:src|href)="([^"]*)"/g;
/** Files whose integrity browsers check; they ignore it for images and manifests. */
const CHECKED = /\.(?:js|css)$/;
const SCRIPT = /\.js$/;

/** Integrity metadata of a file's bytes (W3C Subresource Integrity, 3.1). */
function integrityOf(bytes: Uint8Array): string {
  return `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
}

const byAddress = (files: ReadonlyMap<string, Uint8Array>, kind: RegExp): Map<string, string> =>
  new Map(
    [...files]
      .filter(([file]) => kind.test(file))
      .map(([file, bytes]) => [`/${file}`, integrityOf(bytes)] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );

/** Inserted before the first script: browsers ignore an import map once a module is loading. */
function addImportMap(
  html: string,
  files: ReadonlyMap<string, Uint8Array>,
  workers: readonly string[],
): string {
  const integrity = Object.fromEntries([
    ...byAddress(files, SCRIPT),
    ...workers.map((address) => [address, '']),
  ]);
  const map = `<script type="importmap">${JSON.stringify({ integrity })}</script>`;
  return html.replace(/(?=<script)/, () => map);
}

/**
 * Adds the hashes of all scripts and style sheets to a built page, so that the digest of the HTML
 * covers everything that runs. Tags get an `integrity` attribute. Scripts that other scripts import,
 * lazily or not, are in an import map (HTML, 8.1.6.2).
 * @param files assets by path below the page's root
 * @param workers addresses of service workers: the map lists them without a digest, because theirs covers this
 * HTML, and browsers would not check it
 */
export function addIntegrity(
  html: string,
  files: ReadonlyMap<string, Uint8Array>,
  workers: readonly string[] = [],
): string {
  const checked = byAddress(files, CHECKED);
  const marked = html.replace(NAMING_TAG, (tag, address: string) => {
    const integrity = checked.get(address);
    return integrity === undefined ? tag : `${tag} integrity="${integrity}"`;
  });
  return addImportMap(marked, files, workers);
}

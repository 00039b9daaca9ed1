import { createHash } from 'node:crypto';

/** A script or link tag up to the end of the address it names. */
const NAMING_TAG = /<(?:script|link)\b[^>]*?\s(?:src|href)="([^"]*)"/g;
/** What browsers check before they use it; for pictures and manifests the attribute means nothing. */
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

/** Before the first script: a browser reads no map once a module has begun to load. */
function addImportMap(html: string, files: ReadonlyMap<string, Uint8Array>): string {
  const integrity = Object.fromEntries(byAddress(files, SCRIPT));
  const map = `<script type="importmap">${JSON.stringify({ integrity })}</script>`;
  return html.replace(/(?=<script)/, () => map);
}

/**
 * Writes into a built page what every script and style sheet must hash to, so that the digest of
 * the HTML stands for all that runs. Tags get an `integrity` attribute. What scripts import, lazily
 * or not, is in an import map (HTML, 8.1.6.2).
 * @param files the assets by their path below the page's root
 */
export function addIntegrity(html: string, files: ReadonlyMap<string, Uint8Array>): string {
  const checked = byAddress(files, CHECKED);
  const marked = html.replace(NAMING_TAG, (tag, address: string) => {
    const integrity = checked.get(address);
    return integrity === undefined ? tag : `${tag} integrity="${integrity}"`;
  });
  return addImportMap(marked, files);
}

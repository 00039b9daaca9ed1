import { createHash } from 'node:crypto';
import { MAIN } from './main-script.ts';

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

/** What a page's import map lists. */
interface Listed {
  /** Assets by path below the page's root. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /**
   * Addresses of service workers: the map lists them without a digest, because theirs covers this HTML, and
   * browsers would not check it.
   */
  readonly workers?: readonly string[];
  /** The script that lazy scripts import by the name `main`. */
  readonly main?: string | undefined;
}

/** Inserted before the first script: browsers ignore an import map once a module is loading. */
function insertMap(html: string, { files, workers = [], main }: Listed): string {
  const integrity = Object.fromEntries([
    ...byAddress(files, SCRIPT),
    ...workers.map((address) => [address, '']),
  ]);
  const imports = main === undefined ? {} : { imports: { [MAIN]: `/${main}` } };
  const map = `<script type="importmap">${JSON.stringify({ ...imports, integrity })}</script>`;
  return html.replace(/(?=<script)/, () => map);
}

/**
 * Adds the hashes of all scripts and style sheets to a built page, so that the digest of the HTML
 * covers everything that runs. Tags get an `integrity` attribute. Scripts that other scripts import,
 * lazily or not, are in an import map (HTML, 8.1.6.2), which also names the page's script.
 */
export function addImportMap(html: string, listed: Listed): string {
  const checked = byAddress(listed.files, CHECKED);
  const marked = html.replace(NAMING_TAG, (tag, address: string) => {
    const integrity = checked.get(address);
    return integrity === undefined ? tag : `${tag} integrity="${integrity}"`;
  });
  return insertMap(marked, listed);
}

import { LANGUAGES, pageFile } from '../../../src/ui/strings/languages.ts';
import { DigestsError } from './digests-error.ts';

const FILE_MAX_BYTES = 4_000_000;
const FILES_MAX = 500;
const ANSWER_TIMEOUT_MS = 30_000;

/** An asset's address in a tag, the import map, a manifest or a style sheet. */
const ASSET = /\/assets\/[\w.-]+/g;
const NAMES_OTHERS = /^\/$|\.(?:html|css|webmanifest)$/;
/** Licences of bundled packages are beside the script, and nothing names them. */
const LICENCES = '.LEGAL.txt';

/** The origin of an address that a person typed. @throws DigestsError `address` */
export function parseSite(typed: string): URL {
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== '/') {
    throw new DigestsError('address', `"${typed}" is no address such as https://chat.example.`);
  }
  return url;
}

async function ask(url: URL): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    return await fetch(url, { redirect: 'manual', signal });
  } catch (cause) {
    const because = cause instanceof Error ? (cause.cause ?? cause) : cause;
    throw new DigestsError('unreachable', `${url} does not answer: ${because}`, { cause });
  }
}

async function readBody(url: URL, { body }: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body ?? []) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > FILE_MAX_BYTES) break;
    }
  } catch (cause) {
    throw new DigestsError('unreachable', `${url} broke off.`, { cause });
  }
  if (size > FILE_MAX_BYTES) {
    throw new DigestsError('too-large', `${url} has more than ${FILE_MAX_BYTES} bytes.`);
  }
  return Buffer.concat(chunks);
}

/** @returns undefined when there is nothing at the address */
async function download(site: URL, address: string): Promise<Uint8Array | undefined> {
  const url = new URL(address, site);
  const response = await ask(url);
  if (response.ok) return readBody(url, response);
  await response.body?.cancel();
  if (response.status === 404) return undefined;
  throw new DigestsError('refused', `${url} answers ${response.status}.`);
}

function namedBy(address: string, bytes: Uint8Array): string[] {
  if (address.endsWith('.js')) return [`${address}${LICENCES}`];
  if (!NAMES_OTHERS.test(address)) return [];
  return Buffer.from(bytes).toString('utf8').match(ASSET) ?? [];
}

/**
 * All files of the page at an address: the HTML in each language, and everything that it names, directly or
 * indirectly.
 * @returns decompressed bytes by address
 * @throws DigestsError
 */
export async function downloadSite(site: URL): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const wanted = new Set([
    '/',
    '/service-worker.js',
    ...LANGUAGES.slice(1).map((language) => `/${pageFile(language)}`),
  ]);
  for (const address of wanted) {
    if (wanted.size > FILES_MAX) {
      throw new DigestsError('too-large', `${site} names more than ${FILES_MAX} files.`);
    }
    const bytes = await download(site, address);
    if (bytes === undefined) continue;
    files.set(address, bytes);
    for (const named of namedBy(address, bytes)) wanted.add(named);
  }
  if (![...files.keys()].some((address) => address.match(ASSET)))
    throw new DigestsError('no-page', `There is no page of a chat at ${site}.`);
  return files;
}

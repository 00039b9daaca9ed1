async function digestOf(address: string): Promise<string> {
  const response = await fetch(address, { cache: 'force-cache' });
  const digest = await crypto.subtle.digest('SHA-256', await response.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * SHA-256 of the HTML that this page was loaded from, in hexadecimal: the line of
 * `scripts/asset-digests` for its language. The HTML names the digests of all scripts and styles. It is read from the
 * service worker or the browser's cache, so that a newer page on the server does not count.
 */
export const pageDigest = (): Promise<string> => digestOf('/');

/**
 * SHA-256 of the service worker that serves this page: the line of `scripts/asset-digests` for
 * `/service-worker.js`. It contains the digests of all files in all languages. Empty without a service worker.
 */
export async function buildDigest(): Promise<string> {
  return navigator.serviceWorker?.controller ? digestOf('/service-worker.js') : '';
}

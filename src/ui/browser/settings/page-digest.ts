/**
 * SHA-256 of the HTML that this page was loaded from, in hexadecimal: the line of
 * `scripts/asset-digests` for its language. The HTML names the digests of all scripts and styles. It is read from the
 * browser's cache, so that a newer page on the server does not count.
 */
export async function pageDigest(): Promise<string> {
  const response = await fetch('/', { cache: 'force-cache' });
  const digest = await crypto.subtle.digest('SHA-256', await response.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

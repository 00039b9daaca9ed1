import { createHash } from 'node:crypto';

/** SHA-256 in hexadecimal by address (`/assets/main-….js`), of the bytes without compression. */
export type Listing = ReadonlyMap<string, string>;

const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

/** By code unit, which no locale changes. */
const byAddress = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]) =>
  one < other ? -1 : 1;

export function listFiles(files: ReadonlyMap<string, Uint8Array>): Listing {
  const digests = [...files].map(([address, bytes]) => [address, sha256(bytes)] as const);
  return new Map(digests.sort(byAddress));
}

/** A line for each file, as `sha256sum` writes them. */
const lines = (listing: Listing): string =>
  [...listing].map(([address, digest]) => `${digest}  ${address}\n`).join('');

/** The lines, and the digest of all of them. */
export const printListing = (listing: Listing): string =>
  `${lines(listing)}${sha256(lines(listing))}  all ${listing.size} files\n`;

/** The differences of two listings: `-` only in the first, `+` only in the second. */
export function differences(first: Listing, second: Listing): string[] {
  const only = (sign: string, one: Listing, other: Listing) =>
    [...one]
      .filter(([address, digest]) => other.get(address) !== digest)
      .map(([address, digest]) => [address, `${sign} ${digest}  ${address}`] as const);
  return [...only('-', first, second), ...only('+', second, first)]
    .sort(byAddress)
    .map(([, line]) => line);
}

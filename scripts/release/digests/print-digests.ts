import { readArguments } from './arguments.ts';
import { buildCheckout } from './checkout.ts';
import { DigestsError } from './digests-error.ts';
import { differences, type Listing, listFiles, printListing } from './listing.ts';
import { downloadSite, parseSite } from './site.ts';

/** @throws DigestsError `differs`, with a line for each file that differs */
function compareListings(checkout: Listing, site: Listing, address: string): void {
  const lines = differences(checkout, site);
  if (lines.length === 0) return;
  const legend = '- as this checkout builds it, + as it is served';
  throw new DigestsError(
    'differs',
    `${address} is not what this checkout builds.\n${lines.join('\n')}\n${legend}`,
  );
}

/**
 * Prints the digests of this checkout's page, or of a deployed one; optionally compares the two.
 * @throws DigestsError
 */
export async function printDigests(
  args: readonly string[],
  print: (text: string) => unknown,
  build = buildCheckout,
): Promise<void> {
  const { address, compare } = readArguments(args);
  if (address === undefined) {
    print(printListing(listFiles(await build())));
    return;
  }
  const site = listFiles(await downloadSite(parseSite(address)));
  print(printListing(site));
  if (!compare) return;
  compareListings(listFiles(await build()), site, address);
  print(`${address} serves what this checkout builds.\n`);
}

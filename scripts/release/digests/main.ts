import { runProcess } from '../../../src/service/process.ts';
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
 */
runProcess(async () => {
  const { address, compare } = readArguments(process.argv.slice(2));
  if (address === undefined) {
    process.stdout.write(printListing(listFiles(await buildCheckout())));
    return;
  }
  const site = listFiles(await downloadSite(parseSite(address)));
  process.stdout.write(printListing(site));
  if (!compare) return;
  compareListings(listFiles(await buildCheckout()), site, address);
  process.stdout.write(`${address} serves what this checkout builds.\n`);
});

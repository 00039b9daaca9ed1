import { findDesktop } from '../../scripts/toolchain/desktop.ts';
import prepareBrowserTests from '../e2e/support/prepare-run.ts';

/** Tells the tests where the programs of the desktop are. */
export const PROGRAMS_VARIABLE = 'LIVE_CHAT_TEST_DESKTOP';

/** Before the tests of notifications: finds what they need, and prepares what all browser tests need. */
export default async function prepareRun(): Promise<() => Promise<void>> {
  process.env[PROGRAMS_VARIABLE] = JSON.stringify(await findDesktop());
  return prepareBrowserTests();
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, isExecutable } from './command.ts';
import { canInstall, installCommand, installPackages } from './packages.ts';
import { findTool, type Tool, ToolMissing } from './tool.ts';

const FIREFOX: Tool = {
  name: 'Firefox',
  variable: 'FIREFOX_PATH',
  commands: ['firefox-esr', 'firefox'],
  packages: ['firefox-esr'],
};

const WEBKIT_PACKAGES = ['webkit2gtk-driver', 'xvfb'];
/** Distributions put WebKitGTK's small browser into a folder of the processor's architecture. */
const LIBRARIES = '/usr/lib';
const BROWSER = 'webkit2gtk-4.1/MiniBrowser';

/** WebKitGTK's driver and browser, and a display for them. */
export interface WebKitPrograms {
  readonly driver: string;
  readonly browser: string;
  readonly display: string;
}

/** Firefox, found or installed. @throws ToolMissing */
export const findFirefox = (): Promise<string> => findTool(FIREFOX);

/** The driver has no option that only shows its version, so it is not tried out. */
function findInstalled(): WebKitPrograms | undefined {
  const driver = findOnPath(['WebKitWebDriver']);
  const display = findOnPath(['Xvfb']);
  const browser = readdirSync(LIBRARIES)
    .map((folder) => join(LIBRARIES, folder, BROWSER))
    .find(isExecutable);
  if (driver === undefined || display === undefined || browser === undefined) return undefined;
  return { driver, browser, display };
}

/** WebKitGTK with its driver, and a display for it, found or installed. @throws ToolMissing */
export async function findWebKit(): Promise<WebKitPrograms> {
  const found = findInstalled();
  if (found !== undefined) return found;
  if (canInstall(process.env['PATH'])) await installPackages(WEBKIT_PACKAGES);
  const installed = findInstalled();
  if (installed !== undefined) return installed;
  throw new ToolMissing(`WebKitGTK is needed. Type: ${installCommand(WEBKIT_PACKAGES)}`);
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, isExecutable } from './command.ts';
import { findPrograms, findTool, type Tool } from './tool.ts';

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
export const findWebKit = (): Promise<WebKitPrograms> =>
  findPrograms({ name: 'WebKitGTK', packages: WEBKIT_PACKAGES, find: findInstalled });

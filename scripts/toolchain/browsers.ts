import { chromium, firefox, webkit } from '@playwright/test';
import { isExecutable, run } from './command.ts';
import { withProgress } from './progress.ts';
import { findTool, type Tool, ToolMissing } from './tool.ts';

export const BROWSERS = ['chromium', 'firefox', 'webkit'] as const;
export type Browser = (typeof BROWSERS)[number];

/** Detects a dead network; a slow one may take as long as it needs. */
const CONNECTION_TIMEOUT_MS = 10_000;

/** Playwright's own download, which works for users but not on every network. */
function download(browser: Browser): Promise<boolean> {
  return withProgress(`${browser}: npx playwright install`, () =>
    run('npx', ['playwright', 'install', browser], {
      env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: String(CONNECTION_TIMEOUT_MS) },
      quiet: true,
    }),
  );
}

export const CHROMIUM: Tool = {
  name: 'Chromium',
  variable: 'CHROMIUM_PATH',
  // The headless build takes two thirds of the CPU time.
  commands: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'],
  packages: ['chromium-headless-shell', 'fonts-noto-core', 'fonts-noto-color-emoji'],
  download: {
    path: () => chromium.executablePath(),
    fetch: () => download('chromium'),
    command: 'npx playwright install chromium',
  },
};

/** Playwright supports only its own builds of the other two. */
async function requireOwnBuild(browser: 'firefox' | 'webkit'): Promise<void> {
  const path = { firefox, webkit }[browser].executablePath();
  if (isExecutable(path) || (await download(browser))) return;
  throw new ToolMissing(`${browser} is needed. Type: npx playwright install ${browser}`);
}

/** The browsers that tests run in: BROWSERS, separated by commas, or only Chromium. */
export function wantedBrowsers(env: NodeJS.ProcessEnv = process.env): readonly Browser[] {
  const names = env['BROWSERS']?.split(',').map((name) => name.trim()) ?? ['chromium'];
  return names.map((name) => {
    const browser = BROWSERS.find((known) => known === name);
    if (browser !== undefined) return browser;
    throw new ToolMissing(`BROWSERS names "${name}"; known are ${BROWSERS.join(', ')}.`);
  });
}

/**
 * Finds or installs every requested browser.
 * @returns the settings that the browser tests need
 * @throws ToolMissing
 */
export async function prepareBrowsers(): Promise<NodeJS.ProcessEnv> {
  const settings: NodeJS.ProcessEnv = {};
  for (const browser of wantedBrowsers()) {
    if (browser === 'chromium') settings[CHROMIUM.variable] = await findTool(CHROMIUM);
    else await requireOwnBuild(browser);
  }
  return settings;
}

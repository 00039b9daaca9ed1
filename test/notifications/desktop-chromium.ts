import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type BrowserContext, chromium } from '@playwright/test';
import type { Desktop } from './desktop.ts';

/** The user's answer to the browser's question, in Chromium's content settings. */
const CONTENT_SETTINGS = { granted: 1, denied: 2 } as const;

/** Chromium with and without a window. */
export const CHROMIUM_FLAGS = [
  '--no-first-run',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Chromium refuses its sandbox to root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

const DESKTOP_FLAGS = [
  ...CHROMIUM_FLAGS,
  '--remote-debugging-port=0',
  '--no-default-browser-check',
  '--password-store=basic',
  '--force-prefers-reduced-motion',
];

/** Chromium with a window. */
export interface DesktopChromium {
  readonly context: BrowserContext;
  stop(): Promise<void>;
}

/** Stores an answer as Chromium does, so that nothing in the browser is overridden. */
async function answerFor(
  profile: string,
  site: string,
  permission: NotificationPermission,
): Promise<void> {
  if (permission === 'default') return;
  const exceptions = {
    notifications: { [`${site},*`]: { setting: CONTENT_SETTINGS[permission] } },
  };
  await mkdir(join(profile, 'Default'));
  await writeFile(
    join(profile, 'Default', 'Preferences'),
    JSON.stringify({ profile: { content_settings: { exceptions } } }),
  );
}

/**
 * Starts Chromium with a new profile. Playwright connects without its defaults, because it would make every
 * page believe that it has the focus.
 * @param permission what the user has answered for the site
 */
export async function startDesktopChromium(
  program: string,
  desktop: Desktop,
  site: string,
  permission: NotificationPermission,
): Promise<DesktopChromium> {
  const profile = await mkdtemp(join(tmpdir(), 'live-chat-desktop-'));
  await answerFor(profile, site, permission);
  const child = spawn(program, [...DESKTOP_FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
    env: { ...desktop.environment, LANGUAGE: 'en_GB' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  const address = await new Promise<string>((resolve, reject) => {
    const said: string[] = [];
    createInterface(child.stderr).on('line', (line) => {
      said.push(line);
      const match = /^DevTools listening on (ws:\S+)/.exec(line);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`Chromium has ended:\n${said.join('\n')}`)));
  });
  const browser = await chromium.connectOverCDP(address, { noDefaults: true, timeout: 0 });
  const [context] = browser.contexts();
  if (context === undefined) throw new TypeError('Chromium has no profile');
  return {
    context,
    stop: async () => {
      const session = await browser.newBrowserCDPSession();
      await session.send('Browser.close').catch(() => undefined);
      await ended;
      await rm(profile, { recursive: true, force: true });
    },
  };
}

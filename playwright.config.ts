import { defineConfig, devices } from '@playwright/test';
import { type Browser, CHROMIUM, wantedBrowsers } from './scripts/toolchain/browsers.ts';
import { findOnPath } from './scripts/toolchain/command.ts';

/** `npm test` names the Chromium it found; by hand it may be on the PATH, or be Playwright's own. */
const chromiumPath = process.env[CHROMIUM.variable] ?? findOnPath(CHROMIUM.commands);

const CHROMIUM_FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A microphone that beeps once a second, and may be used.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  // Chromium refuses its sandbox to root, who runs CI.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

const PROJECTS: Record<Browser, object> = {
  chromium: {
    ...devices['Desktop Chrome'],
    launchOptions: {
      args: CHROMIUM_FLAGS,
      ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    },
  },
  firefox: { ...devices['Desktop Firefox'] },
  webkit: { ...devices['Desktop Safari'] },
};

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './test/e2e/support/prepare-run.ts',
  outputDir: 'test-results/browser',
  reporter: [
    ['list'],
    ['./test/e2e/support/waiting-steps.ts'],
    ['json', { outputFile: 'test-results/browser.json' }],
  ],
  forbidOnly: true,
  // Tests share no state, and the long ones lie together in few files.
  fullyParallel: true,
  retries: 0,
  // They wait for each other, and for the page, more than they compute.
  workers: 4,
  // Far beyond what any test needs: a busy machine makes tests slow, not red.
  timeout: 900_000,
  expect: { timeout: 300_000 },
  use: {
    screenshot: 'only-on-failure',
    locale: 'en-GB',
    // Drawing each frame of a transition takes CPU time, and no test looks at one.
    contextOptions: { reducedMotion: 'reduce' },
  },
  projects: wantedBrowsers().map((name) => ({ name, use: PROJECTS[name] })),
});

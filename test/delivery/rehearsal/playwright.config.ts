import { defineConfig } from '@playwright/test';
import base from '../../../playwright.config.ts';

const { host } = new URL(process.env['CHAT_ADDRESS'] ?? '');

/** Two parallel runs do not overwrite each other's results. */
const RESULTS = `../../../test-results/rehearsal/${host.replace(':', '-')}`;

/** The browser tests against containers: a name that resolves to them, an untrusted certificate. */
const FLAGS = [
  `--host-resolver-rules=MAP ${host} ${process.env['CHAT_LEADS_TO']}`,
  '--ignore-certificate-errors',
];

export default defineConfig({
  ...base,
  globalSetup: '../../e2e/support/prepare-run.ts',
  testDir: '../../e2e',
  testMatch: 'conversation.spec.ts',
  // The chat is already running, and the tests do not start it (test/e2e/support/given.ts).
  grep: /served as split/,
  outputDir: RESULTS,
  reporter: [['list'], ['json', { outputFile: `${RESULTS}.json` }]],
  workers: 1,
  projects: (base.projects ?? []).map(({ use, ...project }) => ({
    ...project,
    use: {
      ...use,
      ignoreHTTPSErrors: true,
      launchOptions: {
        ...use?.launchOptions,
        args: [...(use?.launchOptions?.args ?? []), ...FLAGS],
      },
    },
  })),
});

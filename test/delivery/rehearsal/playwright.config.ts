import { defineConfig } from '@playwright/test';
import base from '../../../playwright.config.ts';

const { host } = new URL(process.env['CHAT_ADDRESS'] ?? '');

/** Two runs at once do not write to each other's results. */
const RESULTS = `../../../test-results/rehearsal/${host.replace(':', '-')}`;

/** The browser suite against containers: a name that leads to them, a certificate that nobody knows. */
const FLAGS = [
  `--host-resolver-rules=MAP ${host} ${process.env['CHAT_LEADS_TO']}`,
  '--ignore-certificate-errors',
];

export default defineConfig({
  ...base,
  testDir: '../../e2e',
  testMatch: 'conversation.spec.ts',
  // Somebody else runs the chat: how is no question of the suite's (test/e2e/support/given.ts).
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

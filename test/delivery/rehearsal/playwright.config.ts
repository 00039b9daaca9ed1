import { defineConfig } from '@playwright/test';
import base from '../../../playwright.config.ts';

const { host } = new URL(process.env['CHAT_ADDRESS'] ?? '');

/** The browser suite against containers: a name that leads to them, a certificate that nobody knows. */
const FLAGS = [
  `--host-resolver-rules=MAP ${host} ${process.env['CHAT_LEADS_TO']}`,
  '--ignore-certificate-errors',
];

export default defineConfig({
  ...base,
  testDir: '../../e2e',
  testMatch: 'conversation.spec.ts',
  // Somebody else runs the chat: how is no question of the suite's (test/e2e/given.ts).
  grep: /served as split/,
  outputDir: '../../../test-results/rehearsal',
  reporter: [['list'], ['json', { outputFile: '../../../test-results/rehearsal.json' }]],
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

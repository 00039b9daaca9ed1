import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import browserTests from '../../playwright.config.ts';

/** The tests of notifications run apart from the others, because they need a desktop: `npm run test:notifications`. */
export default defineConfig({
  ...browserTests,
  testDir: fileURLToPath(new URL('.', import.meta.url)),
  globalSetup: './prepare-run.ts',
  outputDir: fileURLToPath(new URL('../../test-results/notifications', import.meta.url)),
  reporter: 'list',
  workers: 2,
  projects: [{ name: 'desktop' }],
});

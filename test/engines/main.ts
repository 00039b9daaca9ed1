import { findFirefox, findWebKit } from '../../scripts/toolchain/engines.ts';
import { runProcess } from '../../src/service/process.ts';
import { buildPage } from '../../src/ui/builder/page.ts';
import { BUILT_PAGE, PAGE_SOURCE } from '../../src/ui/builder/paths.ts';
import { readPageFiles } from '../../src/ui/server/page-files.ts';
import { startInProcess } from '../e2e/support/servers.ts';
import type { Engine } from './engine.ts';
import { startFirefox } from './firefox.ts';
import { runJourney } from './journey.ts';
import { startWebKit } from './webkit.ts';

const ENGINES: Readonly<Record<string, () => Promise<Engine>>> = {
  firefox: async () => startFirefox(await findFirefox()),
  webkit: async () => startWebKit(await findWebKit()),
};

async function run(start: () => Promise<Engine>): Promise<void> {
  const site = await startInProcess(await readPageFiles(BUILT_PAGE));
  const engine = await start();
  const began = performance.now();
  try {
    await runJourney(await engine.newPage(), await engine.newPage(), site.address);
    const seconds = Math.round((performance.now() - began) / 1000);
    process.stdout.write(`${engine.name} ${engine.version}: the journey passed in ${seconds} s\n`);
  } finally {
    await engine.stop();
    await site.stop();
  }
}

/** `npm run test:engines [firefox|webkit]`: the core journey in the engines of Firefox and Safari. */
runProcess(async () => {
  const wanted = process.argv.slice(2);
  await buildPage({ source: PAGE_SOURCE, out: BUILT_PAGE });
  for (const [name, start] of Object.entries(ENGINES)) {
    if (wanted.length === 0 || wanted.includes(name)) await run(start);
  }
});

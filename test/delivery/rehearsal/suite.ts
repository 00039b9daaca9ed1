import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { REPOSITORY } from '../repository.ts';
import type { Site } from './asking.ts';

/** The result of a run of the browser tests. */
export interface SuiteRun {
  readonly code: number;
  readonly output: string;
}

/** Serves a URL that resets the chat. @returns its address */
async function serveFresh(fresh: () => Promise<void>): Promise<{ address: string; stop(): void }> {
  const server = createServer((_, response) => {
    fresh().then(
      () => response.end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, stop: () => void server.close() };
}

/** Playwright refuses to run under Jest, which it detects by Jest's variables. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('JEST')),
  );
}

/** Runs the browser tests against a site. `fresh` is called before each of its tests. */
export async function runSuite(site: Site, fresh: () => Promise<void>): Promise<SuiteRun> {
  const control = await serveFresh(fresh);
  const config = '--config=test/delivery/rehearsal/playwright.config.ts';
  const child = spawn('npx', ['playwright', 'test', config], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...ownEnvironment(),
      CHAT_ADDRESS: `https://${site.host}`,
      CHAT_LEADS_TO: site.port === undefined ? site.address : `${site.address}:${site.port}`,
      CHAT_FRESH: control.address,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  control.stop();
  return { code: code ?? -1, output };
}

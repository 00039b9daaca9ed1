import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Child, startChild } from '../../test/support/child-process.ts';
import { makeSmallPage, type SmallPage } from '../../test/support/small-page.ts';

const children: Child[] = [];
let small: SmallPage;

beforeAll(async () => {
  small = await makeSmallPage();
});
afterAll(() => rm(small.folder, { recursive: true }));
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.end('SIGKILL')));
});

function startPage(env: Record<string, string> = {}): Child {
  const child = startChild(small.ui, { env: { PORT: '0', ADMIN_PORT: '0', ...env } });
  children.push(child);
  return child;
}

async function ports(child: Child): Promise<{ page: string; admin: string }> {
  const [, port, adminPort] = await child.line(/"port":(\d+),"adminPort":(\d+)/);
  return { page: `http://127.0.0.1:${port}`, admin: `http://127.0.0.1:${adminPort}` };
}

describe('the page server as a process', () => {
  it('serves the page and its health, counts responses except health checks, and exits with 0 on SIGTERM', async () => {
    const child = startPage();
    const { page, admin } = await ports(child);
    const metrics = async (): Promise<string> => (await fetch(`${admin}/metrics`)).text();
    expect(await metrics()).not.toMatch(/^live_chat_page_responses_total\{/m);
    const index = await fetch(page);
    expect([index.status, await index.text()]).toEqual([200, expect.stringContaining('<html')]);
    const statuses = [`${page}/readyz`, `${admin}/readyz`, `${admin}/healthz`, `${admin}/other`];
    const answers = await Promise.all(statuses.map((address) => fetch(address)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404]);
    await Promise.all(answers.map((answer) => answer.text()));
    for (const path of ['/', '/nothing-here']) await (await fetch(`${page}${path}`)).text();
    expect((await metrics()).match(/^live_chat_page_responses_total.*$/gm)?.sort()).toEqual([
      'live_chat_page_responses_total{status="2xx"} 2',
      'live_chat_page_responses_total{status="4xx"} 1',
    ]);
    expect(await metrics()).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
    expect(await child.end('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  it('names every invalid variable and exits with 1', async () => {
    const child = startPage({ PORT: 'x', ADMIN_PORT: '70000', HOST: 'a b', LOG_LEVEL: 'loud' });
    expect(await child.ended).toEqual({ code: 1, signal: null });
    for (const name of ['PORT', 'ADMIN_PORT', 'HOST', 'LOG_LEVEL']) {
      expect(child.output()).toMatch(new RegExp(`^${name} must be`, 'm'));
    }
    expect(child.output()).not.toContain('    at ');
  });

  it('names the port that is in use and exits with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const child = startPage({ PORT: port });
    void child.ended.then(() => other.close());
    expect(await child.ended).toEqual({ code: 1, signal: null });
    expect(child.output()).toContain(
      `PORT: cannot listen on 127.0.0.1, port ${port}: it is already in use`,
    );
  });
});

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Starting a process with tsx takes a second, and many on a busy machine, ms. */
const PATIENCE_MS = 60_000;
const children: ChildProcessWithoutNullStreams[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(settings: Record<string, string>): ChildProcessWithoutNullStreams {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/backend/main.ts'], {
    cwd: root,
    env: { PATH, ...settings },
  });
  children.push(child);
  return child;
}

async function failure(settings: Record<string, string>): Promise<{ code: number; text: string }> {
  const child = start(settings);
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const [code] = await once(child, 'close');
  return { code, text };
}

describe('the backend process', () => {
  it(
    'with wrong settings exits with 1 and names each',
    async () => {
      const { code, text } = await failure({ PORT: 'x', LIVE_CHAT_SECRET: 'hush', LOG_LEVEL: 'y' });
      expect(code).toBe(1);
      const names = text
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]);
      expect(names).toEqual(['PORT', 'LOG_LEVEL', 'LIVE_CHAT_SECRET']);
      expect(text).not.toContain('hush');
    },
    PATIENCE_MS,
  );

  it(
    'says when its port is taken, and exits with 1',
    async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const address = other.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const { code, text } = await failure({ PORT: String(port), ADMIN_PORT: '0' });
      other.close();
      expect(code).toBe(1);
      expect(text).toBe(`PORT: cannot listen on 127.0.0.1, port ${port}: it is already in use\n`);
    },
    PATIENCE_MS,
  );

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'is ready, and stops with 0 on %s',
    async (signal) => {
      const child = start({ PORT: '0', ADMIN_PORT: '0' });
      const exited = once(child, 'exit');
      const [line] = await once(createInterface(child.stdout), 'line');
      const { msg, port, adminPort } = JSON.parse(String(line));
      expect(msg).toBe('started');
      const [app, healthy, ready] = await Promise.all(
        [`${port}/readyz`, `${adminPort}/healthz`, `${adminPort}/readyz`].map((path) =>
          fetch(`http://127.0.0.1:${path}`),
        ),
      );
      expect([app?.status, await app?.text()]).toEqual([200, '']);
      expect(await healthy?.json()).toEqual({ healthy: true });
      expect(await ready?.json()).toEqual({ ready: true, reasons: [] });
      child.kill(signal);
      expect(await exited).toEqual([0, null]);
    },
    PATIENCE_MS,
  );
});

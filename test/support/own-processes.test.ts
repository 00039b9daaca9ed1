import { expect, it } from '@jest/globals';
import { startChild } from './child-process.ts';
import { processEnds } from './process-state.ts';

it.each(['SIGTERM', 'SIGINT'] as const)(
  'a command that %s ends leaves no process that it has started',
  async (signal) => {
    const command = startChild('test/support/testing/command-with-children.ts');
    const [, relay = '', redis = ''] = await command.line(/^started (\d+) (\d+)$/);
    expect(await command.end(signal)).toEqual({ code: 1, signal: null });
    await Promise.all([processEnds(Number(relay)), processEnds(Number(redis))]);
  },
);

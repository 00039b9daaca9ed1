import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../../service/logging.ts';
import { get } from '../testing/client.ts';
import { envelope } from '../testing/person.ts';
import { startTestRelay } from '../testing/relay.ts';

describe('the log', () => {
  it('contains no name, key, envelope or address at any level', async () => {
    const { visit, log, relay } = await startTestRelay();
    const alice = await visit('alice wonderland');
    const bob = await visit('bob');
    const sent = envelope();
    await get(alice.socket, 'message:send', { to: bob.person.identity, envelope: sent });
    await get(alice.socket, 'directory:find', { name: 'bob' });
    await relay.drain({ waitMs: 0, spreadMs: 0 });
    const text = log.join('');
    expect(log.length).toBeGreaterThan(2);
    for (const secret of ['wonderland', 'bob', alice.person.id, bob.person.id, '127.0.0.1']) {
      expect(text).not.toContain(secret);
    }
    for (const encoding of ['hex', 'base64', 'base64url'] as const) {
      expect(text).not.toContain(Buffer.from(sent).subarray(0, 15).toString(encoding));
    }
  });

  it('contains the stack of an error but not its message', () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line) => void lines.push(line) });
    logger.error({ err: new TypeError('what alice wrote\n    at dinner') }, 'a handler failed');
    logger.error({ err: 'what alice wrote' }, 'a handler failed');
    expect(lines[0]).toContain('TypeError');
    expect(lines[0]).toContain('logging.test.ts');
    expect(lines.join()).not.toContain('alice');
  });
});

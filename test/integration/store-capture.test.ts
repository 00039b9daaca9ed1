import { createServer } from 'node:http';
import { afterEach, expect, it } from '@jest/globals';
import { createRelay } from '../../src/backend/relay.ts';
import { createMemoryStore } from '../../src/backend/store/memory/memory-store.ts';
import type { Store } from '../../src/backend/store/store.ts';
import { onlyMailboxes, withInterceptor } from '../../src/backend/testing/store-faults.ts';
import { befriend, ChatDriver } from '../../src/client/testing/chat-driver.ts';
import { fromBase64url, utf8 } from '../../src/protocol/bytes.ts';
import { encodeEnvelope } from '../../src/protocol/envelope.ts';
import { BODIES } from '../../src/protocol/record.ts';
import { listen, stopListening } from '../../src/service/listening.ts';
import { createLogger } from '../../src/service/logging.ts';
import { readings } from '../support/capture/readable.ts';
import { tapped } from '../support/capture/tapped.ts';

const HOST = '127.0.0.1';
const teardowns: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const teardown of teardowns.splice(0).reverse()) await teardown();
});

/** A real relay that queues every envelope, and everything that was ever passed to its store. */
async function startTapped() {
  const heard: unknown[] = [];
  const store: Store = tapped(createMemoryStore(), heard);
  const httpServer = createServer();
  const port = await listen(httpServer, { host: HOST, port: 0, setting: 'PORT' });
  const config = { publicHosts: [`${HOST}:${port}`], secret: 's'.repeat(32), trustedProxies: 0 };
  const logger = createLogger('silent');
  const relay = createRelay({
    httpServer,
    store: withInterceptor(store, onlyMailboxes),
    config: { ...config, maxConnections: 100 },
    logger,
  });
  teardowns.push(async () => {
    await relay.close();
    await stopListening(httpServer);
  });
  return { address: `http://${HOST}:${port}`, heard };
}

async function enter(name: string, address: string): Promise<ChatDriver> {
  const person = new ChatDriver(name, address);
  teardowns.push(() => person.close());
  await person.enter();
  return person;
}

function wordsHeard(heard: readonly unknown[], words: readonly string[]): string[] {
  const all = heard.flatMap((value) => [...readings(value)]);
  return words.filter((word) => all.some((reading) => reading.includes(word)));
}

it('the store receives names and envelopes, but neither plaintext nor record types', async () => {
  const { address, heard } = await startTapped();
  const [alice, bob] = [await enter('alice', address), await enter('bob', address)];
  await befriend(alice, bob, 'shall we meet at the observatory?');
  for (let n = 0; n < 20; n++) await alice.chat.sendText(bob.id, `observatory number ${n}`);
  await bob.until(async () => (await bob.texts(alice)).length === 21);
  await bob.chat.markRead(alice.id);
  await alice.until(async () => (await alice.timeline(bob)).at(-1)?.state === 'read');
  await alice.chat.leave(bob.id);
  await bob.until(() => bob.with(alice)?.consent === 'left-by-peer');

  // In quotes, as in JSON: four characters alone occur in random bytes now and then.
  const types = Object.keys(BODIES).map((type) => JSON.stringify(type));
  const secrets = ['observatory', 'delivered', '"type"', ...types];
  process.stdout.write(`searched ${heard.length} values that the store received\n`);
  expect(heard.length).toBeGreaterThan(100);
  expect(wordsHeard(heard, secrets)).toEqual([]);
  expect(wordsHeard(heard, ['alice', 'bob'])).toEqual(['alice', 'bob']);

  // Positive control: the search finds a record that was not sealed.
  const plain = utf8(JSON.stringify({ type: 'text', text: 'observatory' }).padEnd(528));
  const [id, chainId] = [new Uint8Array(16), new Uint8Array(32)];
  const unsealed = { id, chainId, n: 0, nonce: new Uint8Array(12), ciphertext: plain };
  heard.push({ to: fromBase64url(bob.id), envelope: encodeEnvelope(unsealed) });
  expect(wordsHeard(heard, secrets)).toEqual(['observatory', '"type"', '"text"']);
});

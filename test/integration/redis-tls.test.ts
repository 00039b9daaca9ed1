import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { generate } from 'selfsigned';
import { connectTo, get } from '../../src/backend/testing/client.ts';
import { envelope, TestPerson } from '../../src/backend/testing/person.ts';
import { bundleProgram } from '../support/pods/bundle.ts';
import { Pod } from '../support/pods/pod.ts';
import { RedisServer } from '../support/redis/redis-server.ts';

const teardowns: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const teardown of teardowns.splice(0).reverse()) await teardown();
});

/** A Redis that requires TLS and a password, and the file with its certificate. */
async function startWithTls() {
  const folder = await mkdtemp(join(tmpdir(), 'live-chat-tls-'));
  teardowns.push(() => rm(folder, { recursive: true }));
  const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  await Promise.all([writeFile(certificate, made.cert), writeFile(key, made.private)]);
  const redis = await RedisServer.startTls({ certificate, key, password: 'hush' });
  teardowns.push(() => redis.stop());
  return { redis, certificate };
}

describe('a pod', () => {
  it('connects to a Redis with TLS, a password and a configured certificate', async () => {
    const { redis, certificate } = await startWithTls();
    const pod = await Pod.start({
      entry: await bundleProgram(),
      redisUrl: `rediss://:hush@localhost:${redis.port}`,
      hosts: ['chat.example'],
      env: { NODE_EXTRA_CA_CERTS: certificate },
    });
    teardowns.push(() => pod.end('SIGKILL'));
    await pod.ready();
    const socket = connectTo(pod.port);
    teardowns.push(() => socket.disconnect());
    const alice = await TestPerson.create('alice');
    await alice.signIn(socket);
    await get(socket, 'message:send', { to: alice.identity, envelope: envelope() });
    expect(pod.output).not.toContain('hush');
  });
});

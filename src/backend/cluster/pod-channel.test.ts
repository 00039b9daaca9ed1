import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RedisServer } from '../../../test/support/redis/redis-server.ts';
import { toBase64url } from '../../protocol/bytes.ts';
import { createLogger } from '../../service/logging.ts';
import type { DirectEnvelope, DirectOutcome } from '../routing/direct-envelope.ts';
import { directChannel } from '../store/redis/keys.ts';
import { parseRedisUrl } from '../store/redis/redis-endpoint.ts';
import { RedisLink } from '../store/redis/redis-link.ts';
import { PodChannel } from './pod-channel.ts';

interface OpenPod {
  readonly link: RedisLink;
  readonly channel: PodChannel;
}

let server: RedisServer;
let pods: OpenPod[] = [];

beforeEach(async () => {
  server = await RedisServer.start();
});
afterEach(async () => {
  for (const { link, channel } of pods) {
    channel.close();
    link.close();
  }
  pods = [];
  await server.stop();
});

async function openPod(sharded = true): Promise<OpenPod> {
  const logger = createLogger('silent');
  const link = await RedisLink.open(parseRedisUrl(server.url), logger);
  const pod = { link, channel: await PodChannel.open(link, sharded, logger) };
  pods.push(pod);
  return pod;
}

const idOf = (first: number): string => toBase64url(new Uint8Array(32).fill(first));

/** Sends an envelope and resolves with its outcome. */
function send({ channel }: OpenPod, to: string, content: number): Promise<DirectOutcome> {
  return new Promise((settle) =>
    channel.send(to, {
      to: idOf(1),
      from: idOf(2),
      after: 7,
      serial: undefined,
      envelope: Uint8Array.of(content),
      settle,
    }),
  );
}

describe.each([
  ['sharded', true],
  ['classic', false],
] as const)('a %s pod channel', (_, sharded) => {
  it('carries envelopes in order, and the outcome of each', async () => {
    const [sender, receiver] = [await openPod(sharded), await openPod(sharded)];
    const received: DirectEnvelope[] = [];
    receiver.channel.onEnvelope((envelope) => {
      received.push(envelope);
      const [content = 0] = envelope.envelope;
      envelope.settle(content === 2 ? { kind: 'queued', position: 9 } : { kind: 'delivered' });
    });
    const outcomes = await Promise.all([1, 2, 3].map((n) => send(sender, receiver.link.pod, n)));
    expect(received.map(({ envelope }) => envelope[0])).toEqual([1, 2, 3]);
    expect(received[0]).toMatchObject({ to: idOf(1), from: idOf(2), after: 7 });
    expect(outcomes).toEqual([
      { kind: 'delivered' },
      { kind: 'queued', position: 9 },
      { kind: 'delivered' },
    ]);
  });

  it('reports at once that a pod does not exist', async () => {
    const sender = await openPod(sharded);
    expect(await send(sender, '00000000-0000-4000-8000-000000000000', 1)).toEqual({
      kind: 'unreachable',
    });
  });

  it('reports at once that Redis is unavailable', async () => {
    const [sender, receiver] = [await openPod(sharded), await openPod(sharded)];
    await server.kill();
    expect(await send(sender, receiver.link.pod, 1)).toEqual({ kind: 'unreachable' });
  });
});

describe('a pod that receives envelopes and does not reply', () => {
  it('is abandoned, gets none for a while, and is used again once it replies', async () => {
    const [sender, receiver] = [await openPod(), await openPod()];
    const { pod } = receiver.link;
    receiver.channel.onEnvelope(() => undefined);
    expect(sender.channel.isReachable(pod)).toBe(true);
    expect(await Promise.all([send(sender, pod, 1), send(sender, pod, 2)])).toEqual([
      { kind: 'unreachable' },
      { kind: 'unreachable' },
    ]);
    expect(sender.channel.isReachable(pod)).toBe(false);

    receiver.channel.onEnvelope((envelope) => envelope.settle({ kind: 'delivered' }));
    expect(await send(sender, pod, 3)).toEqual({ kind: 'delivered' });
    expect(sender.channel.isReachable(pod)).toBe(true);
  });
});

describe('a message that cannot be read', () => {
  it('is dropped, and the next one is received', async () => {
    const [sender, receiver] = [await openPod(), await openPod()];
    receiver.channel.onEnvelope((envelope) => envelope.settle({ kind: 'delivered' }));
    await sender.link.call('SPUBLISH', directChannel(receiver.link.pod), Buffer.from('nonsense'));
    expect(await send(sender, receiver.link.pod, 1)).toEqual({ kind: 'delivered' });
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RedisServer } from '../../../test/support/redis/redis-server.ts';
import { toBase64url } from '../../protocol/bytes.ts';
import { createLogger } from '../../service/logging.ts';
import type { DirectEnvelope, DirectOutcome } from '../routing/direct-envelope.ts';
import { directChannel } from '../store/redis/keys.ts';
import { parseRedisUrl } from '../store/redis/redis-endpoint.ts';
import { RedisLink } from '../store/redis/redis-link.ts';
import { PodChannel } from './pod-channel.ts';
import { decodePodMessage } from './pod-message.ts';

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

async function openPod(sharded = true, outcomesWaitMs?: number): Promise<OpenPod> {
  const logger = createLogger('silent');
  const link = await RedisLink.open(parseRedisUrl(server.url), logger);
  const pod = { link, channel: await PodChannel.open(link, sharded, logger, outcomesWaitMs) };
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

/** The longest time of a timer in Node, ms. */
const NEVER_MS = 2 ** 31 - 1;

/** Records the messages to a pod: how many envelopes and outcomes each contains. */
function recordMessages({ link }: OpenPod): (readonly [number, number])[] {
  const messages: (readonly [number, number])[] = [];
  link.subscriber.on('smessageBuffer', (_: Buffer, message: Buffer) => {
    const { envelopes, outcomes } = decodePodMessage(message);
    messages.push([envelopes.length, outcomes.length]);
  });
  return messages;
}

describe('outcomes', () => {
  it('are sent at once to a pod that was sent nothing lately; later ones with the next envelope', async () => {
    const [one, other] = [await openPod(), await openPod(true, NEVER_MS)];
    const messages = recordMessages(one);
    one.channel.onEnvelope((envelope) => envelope.settle({ kind: 'delivered' }));
    const settled = new Promise<void>((resolve) =>
      other.channel.onEnvelope((envelope) => {
        envelope.settle({ kind: 'delivered' });
        if (envelope.envelope[0] === 3) resolve();
      }),
    );
    await send(one, other.link.pod, 1);
    const outcomes = Promise.all([2, 3].map((n) => send(one, other.link.pod, n)));
    await settled;
    await send(other, one.link.pod, 4);
    await outcomes;
    expect(messages).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it('need no envelope: without one they are sent soon', async () => {
    const [one, other] = [await openPod(), await openPod()];
    other.channel.onEnvelope((envelope) => envelope.settle({ kind: 'delivered' }));
    for (const n of [1, 2, 3]) {
      expect(await send(one, other.link.pod, n)).toEqual({ kind: 'delivered' });
    }
  });

  it('that wait are sent when the pod stops', async () => {
    const [one, other] = [await openPod(), await openPod(true, NEVER_MS)];
    const settled = new Promise<void>((resolve) =>
      other.channel.onEnvelope((envelope) => {
        envelope.settle({ kind: 'delivered' });
        if (envelope.envelope[0] === 2) resolve();
      }),
    );
    await send(one, other.link.pod, 1);
    const outcome = send(one, other.link.pod, 2);
    await settled;
    other.channel.close();
    expect(await outcome).toEqual({ kind: 'delivered' });
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

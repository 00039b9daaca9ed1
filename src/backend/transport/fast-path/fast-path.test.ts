import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Server } from 'socket.io';
import { type Socket as ClientSocket, io as connect } from 'socket.io-client';
import * as msgpack from 'socket.io-msgpack-parser';
import { packetParser } from '../packet-parser.ts';
import type { RelaySocket } from '../relay-server.ts';
import { FastPath } from './fast-path.ts';
import type { SendPacket } from './packet-reader.ts';

const teardowns: (() => unknown)[] = [];
afterEach(async () => {
  for (const teardown of teardowns.splice(0).reverse()) await teardown();
});

interface Fixture {
  readonly client: ClientSocket;
  readonly fastPath: FastPath;
  /** The envelopes that the fast path was offered, and the events that Socket.IO saw. */
  readonly offered: SendPacket[];
  readonly events: unknown[];
}

/** Socket.IO with a fast path that takes envelopes, or leaves them to it. */
async function setUp(transport: string, takes: boolean): Promise<Fixture> {
  const http = createServer();
  const server = new Server(http, { parser: packetParser });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const { port } = http.address() as AddressInfo;
  const options = { parser: msgpack, transports: [transport], reconnection: false };
  const client = connect(`http://127.0.0.1:${port}`, options);
  const [socket] = (await once(server, 'connection')) as [RelaySocket];
  const [offered, events]: [SendPacket[], unknown[]] = [[], []];
  const fastPath = new FastPath(socket);
  fastPath.start((packet) => {
    offered.push(packet);
    if (takes) fastPath.acknowledge(packet.id);
    return takes;
  });
  socket.use((event: unknown[]) => {
    events.push(event[0]);
    const acknowledge = event.at(-1);
    if (typeof acknowledge === 'function') acknowledge('by Socket.IO');
  });
  teardowns.push(async () => {
    // Engine.IO waits 30 s for a polling client that the server disconnects.
    const left = once(socket, 'disconnect');
    client.disconnect();
    await left;
    await server.close();
  });
  return { client, fastPath, offered, events };
}

const request = { to: Buffer.alloc(32, 1), envelope: Buffer.alloc(700, 2) };

describe.each(['websocket', 'polling'])('the fast path over %s', (transport) => {
  it('takes an envelope before Socket.IO sees it, and acknowledges it', async () => {
    const { client, offered, events } = await setUp(transport, true);
    expect(await client.emitWithAck('message:send', request)).toEqual({ ok: true, data: {} });
    const to = request.to.toString('base64url');
    expect(offered).toEqual([expect.objectContaining({ to, envelope: request.envelope })]);
    expect(events).toEqual([]);
  });

  it('leaves all other events to Socket.IO, and envelopes that it does not take', async () => {
    const { client, offered, events } = await setUp(transport, false);
    expect(await client.emitWithAck('message:send', request)).toBe('by Socket.IO');
    expect(await client.emitWithAck('lobby:open', { prefix: '' })).toBe('by Socket.IO');
    expect(offered).toHaveLength(1);
    expect(events).toEqual(['message:send', 'lobby:open']);
  });

  it('sends deliveries and learns when each is stored', async () => {
    const { client, fastPath } = await setUp(transport, true);
    const acks: (() => void)[] = [];
    const seen: unknown[] = [];
    client.on('mailbox:deliver', (notice: unknown, ack: (stored: object) => void) => {
      seen.push(notice);
      acks.push(() => ack({ deferred: [] }));
      if (acks.length === 2) for (const acknowledge of acks.reverse()) acknowledge();
    });
    const order: string[] = [];
    const item = {
      from: Buffer.alloc(32, 7).toString('base64url'),
      envelope: Buffer.alloc(9_000),
    };
    await new Promise<void>((resolve) => {
      fastPath.deliver([item], () => {
        order.push('first');
        resolve();
      });
      fastPath.deliver([item, item], () => order.push('second'));
    });
    expect(order).toEqual(['second', 'first']);
    const received = { from: Buffer.alloc(32, 7), envelope: item.envelope };
    expect(seen).toEqual([
      { lane: 'contacts', items: [received] },
      { lane: 'contacts', items: [received, received] },
    ]);
  });

  it('gives any other reply as Socket.IO does', async () => {
    const { client, fastPath } = await setUp(transport, true);
    const reply = { ok: false, error: { code: 'mailbox-full' } };
    fastPath.acknowledge = (id) => fastPath.reply(id, reply);
    expect(await client.emitWithAck('message:send', request)).toEqual(reply);
  });
});

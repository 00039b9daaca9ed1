import { EventEmitter, once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Server, type Socket as ServerSocket } from 'socket.io';
import msgpack from 'socket.io-msgpack-parser';
import { createRelay, type Relay } from '../../backend/relay.ts';
import { createMemoryStore } from '../../backend/store/memory/memory-store.ts';
import type { Store } from '../../backend/store/store.ts';
import { listen, stopListening } from '../../service/listening.ts';
import { createLogger } from '../../service/logging.ts';
import { systemClock } from '../scheduling/clock.ts';
import { befriend, ChatDriver } from '../testing/chat-driver.ts';
import type { ConnectionState } from '../views.ts';
import { Session } from './session.ts';

const HOST = '127.0.0.1';
const SECRET = 'a secret that is known to all'.padEnd(32, '.');
const teardowns: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const teardown of teardowns.splice(0).reverse()) await teardown();
});

/** Acts as a load balancer: new connections go to the relay that was set last. */
async function startBalancer() {
  let target = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target, HOST);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  teardowns.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    host: `${HOST}:${port}`,
    leadTo: (relayPort: number) => {
      target = relayPort;
    },
  };
}

/** A relay on its own port, with a shared store. */
async function startRelay(
  store: Store,
  publicHost: string,
): Promise<{ relay: Relay; port: number }> {
  const httpServer = createHttpServer();
  const config = { publicHosts: [publicHost], secret: SECRET, trustedProxies: 0 };
  const relay = createRelay({ httpServer, store, config, logger: createLogger('silent') });
  const port = await listen(httpServer, { host: HOST, port: 0, setting: 'PORT' });
  teardowns.push(async () => {
    await relay.close();
    await stopListening(httpServer);
  });
  return { relay, port };
}

async function enter(name: string, host: string) {
  const person = new ChatDriver(name, `http://${host}`);
  teardowns.push(() => person.close());
  await person.enter();
  const states: ConnectionState['kind'][] = [];
  person.chat.onChange(({ kind }) => {
    if (kind === 'connection') states.push(person.chat.connection.kind);
  });
  return { person, states };
}

describe('a session', () => {
  it('moves to another relay before its own stops, without a visible interruption', async () => {
    const balancer = await startBalancer();
    const store = createMemoryStore();
    const first = await startRelay(store, balancer.host);
    const second = await startRelay(store, balancer.host);
    balancer.leadTo(first.port);
    const alice = await enter('alice', balancer.host);
    const bob = await enter('bob', balancer.host);
    await befriend(alice.person, bob.person);
    balancer.leadTo(second.port);
    await first.relay.drain({ waitMs: 0, spreadMs: 2_000 });
    for (const { states } of [alice, bob]) expect(new Set(states)).toEqual(new Set(['online']));
    await alice.person.chat.sendText(bob.person.id, 'still here?');
    await bob.person.until(async () => (await bob.person.texts(alice.person)).length === 2);
  });

  it('without another relay stays until its relay stops, and then reconnects', async () => {
    const balancer = await startBalancer();
    const store = createMemoryStore();
    const first = await startRelay(store, balancer.host);
    balancer.leadTo(first.port);
    const alice = await enter('alice', balancer.host);
    await first.relay.drain({ waitMs: 0, spreadMs: 100 });
    await alice.person.until(({ connection }) => connection.kind === 'reconnecting');
    const second = await startRelay(store, balancer.host);
    balancer.leadTo(second.port);
    await alice.person.until(({ connection }) => connection.kind === 'online');
    expect(alice.person.chat.profile?.name).toBe('alice');
  });

  it('ends with a reason when the same person signs in elsewhere', async () => {
    const balancer = await startBalancer();
    const { port } = await startRelay(createMemoryStore(), balancer.host);
    balancer.leadTo(port);
    const alice = await enter('alice', balancer.host);
    const { storage } = alice.person;
    const other = new ChatDriver('alice', `http://${balancer.host}`, { storage });
    teardowns.push(() => other.close());
    await other.open();
    other.chat.resume();
    const ended = await alice.person.until(
      ({ connection }) => connection.kind === 'ended' && connection,
    );
    expect(ended.code).toBe('replaced');
    await other.until(({ connection }) => connection.kind === 'online');
  });

  it('takes deliveries while it signs in, but none once it is stopped', async () => {
    const httpServer = createHttpServer();
    const io = new Server(httpServer, { parser: msgpack });
    const connected = new Promise<ServerSocket>((resolve) => io.on('connection', resolve));
    const port = await listen(httpServer, { host: HOST, port: 0, setting: 'PORT' });
    const events = new EventEmitter();
    let endSignIn = (): void => {};
    const session = new Session({
      address: `http://${HOST}:${port}`,
      clock: systemClock,
      enter: () => new Promise((resolve) => (endSignIn = resolve)),
      onState: () => {},
      onOnline: () => {},
      notices: {
        'mailbox:deliver': () => events.emit('delivery'),
        'server:recovered': () => events.emit('recovery'),
        'lobby:page': () => {},
        'presence:changed': () => {},
        'server:limits': () => {},
      },
    });
    teardowns.push(() => io.close());
    const started = session.start();
    const relay = await connected;
    const delivery = { lane: 'contacts', items: [] };
    const first = once(events, 'delivery');
    relay.emit('mailbox:deliver', delivery);
    await first;
    let later = 0;
    events.on('delivery', () => later++);
    session.stop();
    const passed = once(events, 'recovery');
    relay.emit('mailbox:deliver', delivery);
    relay.emit('server:recovered', {});
    await passed;
    expect(later).toBe(0);
    const refused = expect(started).rejects.toThrow(
      expect.objectContaining({ code: 'connection-lost' }),
    );
    endSignIn();
    await refused;
  });

  it('fails at once when there is no relay', async () => {
    const balancer = await startBalancer();
    const alice = new ChatDriver('alice', `http://${balancer.host}`);
    teardowns.push(() => alice.close());
    await alice.open();
    await expect(alice.chat.signIn('alice')).rejects.toThrow(
      expect.objectContaining({ code: 'connection-lost' }),
    );
    expect(alice.chat.connection.kind).toBe('signed-out');
  });
});

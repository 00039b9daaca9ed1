import { describe, expect, it } from '@jest/globals';
import { CONNECTIONS_PER_ADDRESS, CONNECTIONS_REFUSED_AT_ONCE } from '../../protocol/limits.ts';
import { ALL_STORED, ask, get, notice } from '../testing/client.ts';
import { asContact, envelope, TestPerson } from '../testing/person.ts';
import { startTestRelay, type TestRelay } from '../testing/relay.ts';

/** The metrics of a relay, by name and labels. */
async function metricsOf({ relay }: TestRelay): Promise<Map<string, number>> {
  const lines = (await relay.metrics.text()).split('\n').filter((line) => !line.startsWith('#'));
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ''), Number(line.split(' ').at(-1))]));
}

describe('metrics', () => {
  it('count connections, online sessions and the outcome of envelopes', async () => {
    const relay = await startTestRelay({ maxConnections: 77 });
    const alice = await relay.visit('alice');
    await relay.connect();
    const delivered = notice(alice.socket, 'mailbox:deliver');
    const own = { to: alice.person.identity, envelope: envelope() };
    await get(alice.socket, 'message:send', await asContact(alice.socket, own));
    await delivered;
    const nobody = await TestPerson.create('nobody');
    await ask(alice.socket, 'message:send', { to: nobody.identity, envelope: envelope() });
    const metrics = await metricsOf(relay);
    expect(metrics.get('live_chat_connections')).toBe(2);
    expect(metrics.get('live_chat_connections_limit')).toBe(77);
    expect(metrics.get('live_chat_online_sessions')).toBe(1);
    expect(metrics.get('live_chat_messages_total{outcome="queued"}')).toBe(1);
    expect(metrics.get('live_chat_messages_total{outcome="person-unknown"}')).toBe(1);
    expect(metrics.get('live_chat_rejections_total{code="person-unknown"}')).toBe(1);
    expect(metrics.get('live_chat_mailbox_envelopes_count')).toBe(1);
    expect(metrics.get('live_chat_mailbox_envelopes_bucket{le="1"}')).toBe(1);
  });

  it('measure delivery to online receivers only', async () => {
    const relay = await startTestRelay();
    const alice = await relay.visit('alice');
    const bob = await TestPerson.create('bob');
    const bundle = await bob.bundle();
    const away = await relay.connect();
    await bob.signIn(away, { bundle });
    away.disconnect();
    const send = async (): Promise<unknown> => {
      const sent = { to: bob.identity, envelope: envelope() };
      return get(alice.socket, 'message:send', await asContact(alice.socket, sent));
    };
    /** The next delivery, acknowledged when this is called. */
    const delivery = (socket: typeof away): Promise<() => void> =>
      new Promise((resolve) =>
        socket.once('mailbox:deliver', (_, ack) => resolve(() => ack(ALL_STORED))),
      );

    await send();
    relay.clock.advance(60_000);
    const back = await relay.connect();
    const first = delivery(back);
    await bob.signIn(back, { bundle });
    (await first)();
    const second = delivery(back);
    await send();
    const acknowledge = await second;
    relay.clock.advance(40);
    acknowledge();
    // A barrier: the ack arrived before this.
    await get(back, 'directory:find', { name: 'alice' });
    const metrics = await metricsOf(relay);
    expect(metrics.get('live_chat_deliveries_total')).toBe(2);
    expect(metrics.get('live_chat_delivery_seconds_count')).toBe(1);
    expect(metrics.get('live_chat_delivery_seconds_sum')).toBeCloseTo(0.04);
  });

  it('time the deliveries that bypass the mailbox, too', async () => {
    const relay = await startTestRelay();
    const [alice, bob] = [await relay.visit('alice'), await relay.visit('bob')];
    bob.socket.on('mailbox:deliver', (_, ack) => ack(ALL_STORED));
    const to = bob.person.identity;
    for (let count = 0; count < 3; count++) {
      const sent = { to, envelope: envelope() };
      await get(alice.socket, 'message:send', await asContact(alice.socket, sent));
    }
    // A barrier: the ack of the last one arrived before this.
    await get(bob.socket, 'directory:find', { name: 'alice' });
    const metrics = await metricsOf(relay);
    expect(metrics.get('live_chat_messages_total{outcome="delivered"}')).toBe(2);
    expect(metrics.get('live_chat_delivery_seconds_count')).toBe(3);
  });

  it('count rejected handshakes, and connections terminated because of a flood', async () => {
    const relay = await startTestRelay();
    const refused = { data: { code: 'client-outdated' } };
    await expect(relay.connect({ auth: { protocol: 0 } })).rejects.toMatchObject(refused);
    for (let count = 0; count < CONNECTIONS_PER_ADDRESS + CONNECTIONS_REFUSED_AT_ONCE; count++) {
      await relay.raw();
    }
    await expect(relay.connect()).rejects.toBeInstanceOf(Error);
    const metrics = await metricsOf(relay);
    expect(metrics.get('live_chat_rejections_total{code="client-outdated"}')).toBe(1);
    expect(metrics.get('live_chat_rejections_total{code="too-many-connections"}')).toBe(1);
  });
});

import { describe, expect, it } from '@jest/globals';
import {
  LOOKUP_BURST,
  PACKET_BURST,
  REJECTION_BURST,
  TERMINATIONS_PER_MINUTE,
} from '../../protocol/limits.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { frame, type RawConnection } from '../testing/raw-connection.ts';
import { startTestRelay } from '../testing/relay.ts';
import { prepareAttack, signInAs } from './fixture.ts';

/** Engine.IO over plain requests with many packets each. */
class Poller {
  readonly #address: string;

  private constructor(address: string) {
    this.#address = address;
  }

  static async open(port: number): Promise<Poller> {
    const address = `http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`;
    const opened = await (await fetch(address)).text();
    return new Poller(`${address}&sid=${/"sid":"([^"]+)"/.exec(opened)?.[1]}`);
  }

  async post(packets: readonly Buffer[]): Promise<void> {
    const body = packets.map((packet) => `b${packet.toString('base64')}`).join('\x1e');
    await (await fetch(this.#address, { method: 'POST', body })).text();
  }
}

/** The close code of a WebSocket that ended without a reason (RFC 6455 section 7.4.1). */
const TERMINATED = 1005;

/** How a flooding connection ended; or that it is still open and answered. */
const endOf = (attacker: RawConnection): Promise<unknown> =>
  Promise.race([attacker.closed, attacker.ask('session:challenge', {}).then(() => 'it goes on')]);

describe('a client that ignores back-off', () => {
  it('is disconnected after the allowed number of rejections', async () => {
    const { attacker, expectHarmless } = await prepareAttack();
    for (let count = 0; count < LOOKUP_BURST + REJECTION_BURST; count++) {
      await attacker.ask('session:challenge', {});
    }
    attacker.emit('session:challenge', {});
    expect(await endOf(attacker)).toBe(TERMINATED);
    await expectHarmless();
  });

  it('is disconnected when it repeats sign-ins as well', async () => {
    const { attacker, expectHarmless } = await prepareAttack();
    for (let count = 0; attacker.isOpen && count < 300; count++) {
      void attacker.ask('session:sign-in', { host: '', bundle: null });
      await new Promise(setImmediate);
    }
    expect(await endOf(attacker)).toBe(TERMINATED);
    await expectHarmless();
  });
});

describe('a request that was read before the disconnection', () => {
  it('is dropped without a reply', async () => {
    const { relay, expectHarmless } = await prepareAttack();
    const poller = await Poller.open(relay.port);
    await poller.post([frame({ type: 0, nsp: '/', data: { protocol: PROTOCOL_VERSION } })]);
    const nonsense = frame({ type: 2, nsp: '/', data: ['nonsense', {}], id: 1 });
    await poller.post(Array.from({ length: 400 }, () => nonsense)).catch(() => 'terminated');
    await expectHarmless();
    const metrics = await relay.relay.metrics.text();
    const refused = /rejections_total\{code="rate-limited"\} (\d+)/.exec(metrics)?.[1];
    expect(Number(refused)).toBe(REJECTION_BURST + 1);
  });
});

describe('an address whose connections are terminated repeatedly', () => {
  it('is rejected for a minute', async () => {
    const { relay, attacker, victim } = await prepareAttack();
    await attacker.end();
    for (let cut = 0; cut < TERMINATIONS_PER_MINUTE; cut++) {
      const connection = await relay.raw();
      await connection.handshake();
      for (let count = 0; count <= REJECTION_BURST; count++) connection.emit('nonsense');
      await endOf(connection);
    }
    await expect(relay.raw()).rejects.toThrow('Unexpected server response');
    expect(victim.socket.connected).toBe(true);
    relay.clock.advance(60_000);
    await relay.raw();
  });
});

describe('an identity whose connections are terminated repeatedly', () => {
  it('cannot sign in for a minute, and others behind its address can', async () => {
    const { relay, attacker, victim, signIn } = await prepareAttack();
    const mallory = await signIn();
    const flood = async (connection: RawConnection): Promise<void> => {
      for (let count = 0; count <= REJECTION_BURST; count++) connection.emit('nonsense');
      await endOf(connection);
    };
    await flood(attacker);
    for (let count = 1; count < TERMINATIONS_PER_MINUTE; count++) {
      const connection = await relay.raw();
      await connection.handshake();
      await signInAs(connection, mallory, count + 1);
      await flood(connection);
    }
    const socket = await relay.connect();
    const bundle = await mallory.bundle(100);
    expect(await mallory.trySignIn(socket, { bundle })).toMatchObject({
      ok: false,
      error: { code: 'rate-limited' },
    });
    await relay.visit('somebody else');
    expect(victim.socket.connected).toBe(true);
    relay.clock.advance(60_000);
    await mallory.signIn(socket, { bundle });
  });
});

describe('a client that sends many messages at once', () => {
  it('has one message processed in each turn of the event loop', async () => {
    let turn = 0;
    const readIn: number[] = [];
    const { raw } = await startTestRelay({}, (method, call) => {
      if (method === 'addressLimits.count') readIn.push(turn);
      return call();
    });
    const count = (): void => {
      turn++;
      counting = setImmediate(count);
    };
    let counting = setImmediate(count);
    const attacker = await raw();
    await attacker.handshake();
    const payload = { host: '', bundle: Buffer.alloc(65), signature: Buffer.alloc(64) };
    await Promise.all(Array.from({ length: 20 }, () => attacker.ask('session:sign-in', payload)));
    clearImmediate(counting);
    expect(readIn).toHaveLength(20);
    expect(new Set(readIn).size).toBe(20);
  });
});

describe('events without an ack', () => {
  it('close the connection when there are too many', async () => {
    const { attacker, expectHarmless } = await prepareAttack();
    for (let count = 0; count <= REJECTION_BURST; count++) attacker.emit('nonsense');
    expect(await endOf(attacker)).toBe(TERMINATED);
    await expectHarmless();
  });
});

describe('unsolicited acks', () => {
  it('end the connection when there are too many', async () => {
    const { attacker, expectHarmless } = await prepareAttack();
    const ack = frame({ type: 3, nsp: '/', id: 7, data: [] });
    for (let count = 0; count < PACKET_BURST; count++) attacker.send(ack);
    expect(await endOf(attacker)).toBe(TERMINATED);
    await expectHarmless();
  });
});

describe('unsolicited heartbeats', () => {
  it('end the connection when there are too many', async () => {
    const { attacker, expectHarmless } = await prepareAttack();
    for (let count = 0; count < PACKET_BURST; count++) attacker.send('3');
    expect(await endOf(attacker)).toBe(TERMINATED);
    await expectHarmless();
  });
});

import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PAYLOAD_MAX_BYTES } from '../../protocol/limits.ts';
import { envelope } from '../testing/person.ts';
import { frame } from '../testing/raw-connection.ts';
import { prepareAttack } from './fixture.ts';

const TEN_MEGABYTES = 10 * 1024 * 1024;
/** WebSocket close codes (RFC 6455 section 7.4.1). */
const NO_CODE = 1005;
const TOO_BIG = 1009;

/** Array headers that each declare 16 million elements: a kilobyte that asks for 25 gigabytes. */
const bomb = Buffer.concat(Array.from({ length: 200 }, () => Buffer.from('dd00ffffff', 'hex')));

describe('a frame', () => {
  it('of 10 MB closes the connection that sent it', async () => {
    const { attacker, expectHarmless } = await prepareAttack();
    attacker.send(Buffer.alloc(TEN_MEGABYTES));
    expect(await attacker.closed).toBe(TOO_BIG);
    await expectHarmless();
  });

  it('just above the limit closes the connection, just below it is answered', async () => {
    const { attacker, relay, signIn, expectHarmless } = await prepareAttack();
    await signIn();
    const answer = await attacker.ask('directory:find', {
      name: 'x'.repeat(PAYLOAD_MAX_BYTES - 100),
    });
    expect(answer).toEqual({ ok: false, error: { code: 'malformed', field: 'name' } });
    const other = await relay.raw();
    other.send(Buffer.alloc(PAYLOAD_MAX_BYTES + 1));
    expect(await other.closed).toBe(TOO_BIG);
    await expectHarmless();
  });

  it.each([
    ['a nest of arrays that declare gigabytes', bomb],
    ['an extension that declares four gigabytes', Buffer.from('c9ffffffff00', 'hex')],
    ['a nest as deep as the frame is long', Buffer.alloc(PAYLOAD_MAX_BYTES - 1, 0x91)],
    ['nothing', Buffer.alloc(0)],
    ['a packet of no type', frame({ nsp: '/', data: ['x'] })],
    ['a packet of an unknown namespace', frame({ type: 2, nsp: '/admin', data: ['x'] })],
    ['an event whose data is no list', frame({ type: 2, nsp: '/', data: 'x' })],
    ['a second handshake', frame({ type: 0, nsp: '/', data: { protocol: 1 } })],
    ['a refusal, which only a server sends', frame({ type: 4, nsp: '/', data: 'x' })],
    ['text where bytes belong', '4hello'],
  ])('with %s closes the connection that sent it', async (_, bytes) => {
    const { attacker, expectHarmless } = await prepareAttack();
    attacker.send(bytes);
    expect(await attacker.closed).toBe(NO_CODE);
    await expectHarmless();
  });

  it('with an event before the handshake closes the connection that sent it', async () => {
    const { relay, victim, expectHarmless } = await prepareAttack();
    const { identity } = victim.person;
    for (const event of ['message:send', 'session:challenge', 'disconnect']) {
      const connection = await relay.raw();
      connection.emit(event, { to: identity, envelope: envelope() });
      expect(await connection.closed).toBe(NO_CODE);
    }
    await expectHarmless();
  });

  it('with an unsolicited ack has no effect', async () => {
    const { attacker, expectHarmless } = await prepareAttack();
    for (const id of [0, 1, 2 ** 31]) attacker.send(frame({ type: 3, nsp: '/', id, data: [] }));
    await expectHarmless();
  });

  it('of random bytes never ends the process', async () => {
    const { relay, expectHarmless } = await prepareAttack();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const connection = await relay.raw();
        await connection.handshake();
        connection.send(bytes);
        connection.send('1');
        await connection.closed;
      }),
    );
    await expectHarmless();
  });
});

describe('a polled payload', () => {
  it('of 10 MB is rejected with an HTTP error', async () => {
    const { relay, expectHarmless } = await prepareAttack();
    const address = `http://127.0.0.1:${relay.port}/socket.io/?EIO=4&transport=polling`;
    const opened = await (await fetch(address)).text();
    const { sid } = JSON.parse(opened.slice(1));
    const post = request(`${address}&sid=${sid}`, { method: 'POST' });
    post.on('error', () => {});
    post.end('x'.repeat(TEN_MEGABYTES));
    const [response] = await once(post, 'response');
    expect(response.statusCode).toBe(413);
    post.destroy();
    await expectHarmless();
  });
});

import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { CONNECTIONS_PER_ADDRESS, CONNECTIONS_REFUSED_AT_ONCE } from '../../protocol/limits.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { SECURITY_HEADERS } from '../../service/security-headers.ts';
import { startTestRelay } from '../testing/relay.ts';

const refusal = (code: string): object => ({ data: { code, protocol: PROTOCOL_VERSION } });

/**
 * All at the same time: the relay closes transports that stay without a handshake, so the last one
 * must come before that.
 */
const many = <T>(count: number, connect: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, connect));

describe('a handshake', () => {
  it.each([
    ['an older page', { protocol: PROTOCOL_VERSION - 1 }, 'client-outdated'],
    ['a newer page', { protocol: PROTOCOL_VERSION + 1 }, 'server-outdated'],
    ['no version', {}, 'malformed'],
    ['a version that is no number', { protocol: '1' }, 'malformed'],
  ])('of %s is rejected with its code', async (_, auth, code) => {
    const { connect } = await startTestRelay();
    await expect(connect({ auth })).rejects.toMatchObject(refusal(code));
  });

  it('with fields beyond our version is accepted', async () => {
    const { connect } = await startTestRelay();
    const auth = { protocol: PROTOCOL_VERSION, mood: 'good' };
    expect((await connect({ auth })).connected).toBe(true);
  });

  it.each([['websocket'], ['polling']] as const)('may use %s', async (transport) => {
    const { connect } = await startTestRelay();
    expect((await connect({ transports: [transport] })).connected).toBe(true);
  });

  it('negotiates no compression', async () => {
    const { port } = await startTestRelay();
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      'sec-websocket-extensions': 'permessage-deflate',
    };
    const path = '/socket.io/?EIO=4&transport=websocket';
    const asking = request({ host: '127.0.0.1', port, path, headers }).end();
    const [response, socket] = await once(asking, 'upgrade');
    socket.destroy();
    expect(response.statusCode).toBe(101);
    expect(response.headers).not.toHaveProperty('sec-websocket-extensions');
  });

  it('is rejected beyond the connection limit of one address, and accepted when one has closed', async () => {
    const { raw, connect } = await startTestRelay();
    const [first] = await many(CONNECTIONS_PER_ADDRESS, raw);
    await expect(connect()).rejects.toMatchObject(refusal('too-many-connections'));
    await first?.end();
    // The rejected connection closes, and its slot is free once the relay has noticed.
    let connected = false;
    while (!connected) {
      connected = await connect().then(
        () => true,
        () => false,
      );
    }
  });

  it('gets no reply at all when its address floods', async () => {
    const { raw, connect } = await startTestRelay();
    await many(CONNECTIONS_PER_ADDRESS + CONNECTIONS_REFUSED_AT_ONCE, raw);
    await expect(connect()).rejects.not.toHaveProperty('data');
  });

  it('sent many times over one transport opens one socket and closes the transport', async () => {
    const { raw, log } = await startTestRelay();
    const connection = await raw();
    const connects = Array.from({ length: 100 }, () => connection.handshake());
    await connects[0];
    expect(await connection.closed).toBe(1005);
    expect(log.filter((line) => line.includes('"connected"'))).toHaveLength(1);
  });
});

describe('a page of another origin', () => {
  const origins = (...publicHosts: readonly string[]) => startTestRelay({ publicHosts });

  it.each([
    ['https://chat.example', true],
    ['https://CHAT.example', true],
    ['https://chat.example:8443', false],
    ['https://evil.example', false],
    ['https://chat.example.evil.example', false],
    ['null', false],
    ['chat.example', false],
  ])('%s may connect: %s', async (origin, allowed) => {
    const { connect } = await origins('chat.example');
    const attempt = connect({ headers: { origin } }).then(
      () => true,
      () => false,
    );
    expect(await attempt).toBe(allowed);
  });

  it.each(['j=0', '%6a=0', 'j', 'x=1&j='])('cannot poll by script tags: ?%s', async (query) => {
    const { port } = await origins('chat.example');
    const address = `http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`;
    expect((await fetch(address)).status).toBe(200);
    expect((await fetch(`${address}&${query}`)).status).toBe(403);
  });

  it.each(['cross-site', 'same-site', 'none', 'same-origin, cross-site'])(
    'cannot use up the connections of its visitor: Sec-Fetch-Site %s',
    async (site) => {
      const { port, connect } = await origins('chat.example');
      const address = `http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`;
      const attempts = await many(CONNECTIONS_PER_ADDRESS + 105, () =>
        fetch(address, { headers: { 'sec-fetch-site': site } }),
      );
      expect(new Set(attempts.map(({ status }) => status))).toEqual(new Set([403]));
      const headers = { origin: 'https://chat.example', 'sec-fetch-site': 'same-origin' };
      expect((await connect({ headers })).connected).toBe(true);
      await expect(connect({ headers: { 'sec-fetch-site': site } })).rejects.toThrow();
    },
  );

  it('gets the security headers with every answer, rejections included', async () => {
    const { port } = await origins('chat.example');
    const path = `http://127.0.0.1:${port}/socket.io/`;
    const answers = await Promise.all([
      fetch(`${path}?EIO=4&transport=polling`),
      fetch(`${path}?EIO=4&transport=polling`, { headers: { 'sec-fetch-site': 'cross-site' } }),
      fetch(`${path}?EIO=3&transport=smoke-signals`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 400]);
    for (const { headers } of answers) {
      const { 'content-security-policy': policy, ...others } = Object.fromEntries(headers);
      expect(others).toMatchObject(
        Object.fromEntries(
          Object.entries(SECURITY_HEADERS).map(([name, value]) => [name.toLowerCase(), value]),
        ),
      );
      expect(policy).toBe("default-src 'none'; frame-ancestors 'none'");
    }
  });

  it('is not detected while no host is configured', async () => {
    const { connect } = await origins();
    expect((await connect({ headers: { origin: 'https://any.example' } })).connected).toBe(true);
  });
});

describe('behind a proxy', () => {
  it('plain http is rejected, https is accepted', async () => {
    const { connect } = await startTestRelay({ trustedProxies: 1 });
    await expect(connect({ headers: { 'x-forwarded-proto': 'http' } })).rejects.toThrow();
    const socket = await connect({ headers: { 'x-forwarded-proto': 'https' } });
    expect(socket.connected).toBe(true);
  });

  it('connections are counted by the forwarded address', async () => {
    const { connect } = await startTestRelay({ trustedProxies: 1 });
    const from = (address: string) => connect({ headers: { 'x-forwarded-for': address } });
    await many(CONNECTIONS_PER_ADDRESS, () => from('192.0.2.1'));
    await expect(from('192.0.2.1')).rejects.toMatchObject(refusal('too-many-connections'));
    expect((await from('192.0.2.2')).connected).toBe(true);
  });
});

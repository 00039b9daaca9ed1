import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addressKey, clientAddress } from './client-address.ts';

const requests: IncomingMessage[] = [];
const server = createServer((incoming, response) => {
  requests.push(incoming);
  response.end();
});
let port = 0;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function received(forwardedFor: string | undefined): Promise<IncomingMessage> {
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  const outgoing = request({ host: '127.0.0.1', port, headers }).end();
  await once(outgoing, 'response');
  return requests.pop() as IncomingMessage;
}

describe('clientAddress', () => {
  it.each([
    ['no proxy: a header is what the client wrote', '9.9.9.9', 0, '127.0.0.1'],
    ['one proxy: the last entry', '9.9.9.9, 1.1.1.1', 1, '1.1.1.1'],
    ['two proxies: the last but one', '9.9.9.9, 1.1.1.1, 10.0.0.1', 2, '1.1.1.1'],
    ['fewer entries than proxies: the peer', '9.9.9.9', 2, '127.0.0.1'],
    ['no header: the peer', undefined, 1, '127.0.0.1'],
    ['an empty header: the peer', '', 1, '127.0.0.1'],
  ])('%s', async (_, header, proxies, expected) => {
    expect(clientAddress(await received(header), proxies)).toBe(expected);
  });
});

describe('addressKey', () => {
  const secret = 's'.repeat(32);
  const key = (address: string): string => addressKey(address, secret);

  it('contains no address, and differs with another secret', () => {
    expect(key('192.0.2.1')).toMatch(/^[\w-]{43}$/);
    expect(key('192.0.2.1')).not.toBe(key('192.0.2.2'));
    expect(key('192.0.2.1')).not.toBe(addressKey('192.0.2.1', 't'.repeat(32)));
  });

  it('is the same for both notations of an IPv4 address', () => {
    expect(key('::ffff:192.0.2.1')).toBe(key('192.0.2.1'));
  });

  it('is the same within an IPv6 network of 64 bits, and differs for another one', () => {
    expect(key('2001:db8::1')).toBe(key('2001:0db8:0:0:ffff::2'));
    expect(key('2001:db8::1')).not.toBe(key('2001:db8:0:1::1'));
    expect(key('::1')).not.toBe(key('fe80::1'));
  });
});

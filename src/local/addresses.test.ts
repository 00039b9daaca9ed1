import { describe, expect, it } from '@jest/globals';
import { hostAndPort, isLoopback, type Machine, namesOf } from './addresses.ts';

const network = (address: string, family: 'IPv4' | 'IPv6', internal = false) => {
  const common = { address, netmask: '', mac: '', cidr: null, internal };
  return family === 'IPv4' ? { ...common, family } : { ...common, family, scopeid: 0 };
};

const MACHINE: Machine = {
  name: 'Desk',
  interfaces: [
    network('127.0.0.1', 'IPv4', true),
    network('192.0.2.7', 'IPv4'),
    network('2001:db8::7', 'IPv6'),
    network('fe80::1', 'IPv6'),
  ],
};

describe('the names of a listening address', () => {
  it("are this computer's own when nobody else can connect", () => {
    const all = ['localhost', '127.0.0.1', '::1'];
    expect(namesOf('127.0.0.1', MACHINE)).toEqual({ shown: ['localhost'], all });
    expect(namesOf('127.0.0.2', MACHINE).shown).toEqual(['127.0.0.2']);
  });

  it('are every network address and the host name when listening everywhere', () => {
    for (const host of ['0.0.0.0', '::']) {
      const { shown, all } = namesOf(host, MACHINE);
      expect(shown).toEqual(['192.0.2.7', '2001:db8::7', 'Desk']);
      expect(all).toEqual([...shown, 'localhost', '127.0.0.1', '::1']);
    }
  });

  it('are the requested one', () => {
    expect(namesOf('192.0.2.7', MACHINE).shown).toEqual(['192.0.2.7']);
  });
});

describe('loopback', () => {
  it.each(['localhost', '127.0.0.1', '127.9.9.9', '::1'])('%s is', (host) => {
    expect(isLoopback(host)).toBe(true);
  });
  it.each(['0.0.0.0', '::', '192.0.2.7', '127.example.org', '2001:db8::1'])('%s is not', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});

describe('host and port', () => {
  it('are written as a browser sends them', () => {
    expect(hostAndPort('localhost', 3000, 'http')).toBe('localhost:3000');
    expect(hostAndPort('::1', 3000, 'http')).toBe('[::1]:3000');
    expect(hostAndPort('Desk', 443, 'https')).toBe('desk');
    expect(hostAndPort('Desk', 80, 'https')).toBe('desk:80');
  });
});

import { describe, expect, it } from '@jest/globals';
import { cameInTheClear } from './forwarded-proto.ts';

const clear = (forwarded: string | undefined, trustedProxies = 1): boolean =>
  cameInTheClear(forwarded === undefined ? {} : { 'x-forwarded-proto': forwarded }, trustedProxies);

describe('a request behind a proxy', () => {
  it.each(['http', 'ws', 'https, http', '', 'gopher'])(
    'forwarded as %j came in the clear',
    (proto) => {
      expect(clear(proto)).toBe(true);
    },
  );

  it.each(['https', 'wss', 'HTTPS', 'http, https', undefined])(
    'forwarded as %j did not',
    (proto) => {
      expect(clear(proto)).toBe(false);
    },
  );

  it('is judged by the header of trusted proxies only', () => {
    expect(clear('http', 0)).toBe(false);
  });
});

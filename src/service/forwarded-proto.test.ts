import { describe, expect, it } from '@jest/globals';
import { cameInTheClear } from './forwarded-proto.ts';

const clear = (forwarded: string | undefined, trustedProxies = 1): boolean =>
  cameInTheClear(forwarded === undefined ? {} : { 'x-forwarded-proto': forwarded }, trustedProxies);

describe('a request behind a proxy', () => {
  it.each(['http', 'ws', 'https, http', '', 'gopher'])(
    'forwarded as %j arrived unencrypted',
    (proto) => {
      expect(clear(proto)).toBe(true);
    },
  );

  it.each(['https', 'wss', 'HTTPS', 'http, https', undefined])(
    'forwarded as %j arrived encrypted',
    (proto) => {
      expect(clear(proto)).toBe(false);
    },
  );

  it('is classified by the headers of trusted proxies only', () => {
    expect(clear('http', 0)).toBe(false);
  });
});

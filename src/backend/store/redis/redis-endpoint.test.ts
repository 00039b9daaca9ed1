import { describe, expect, it } from '@jest/globals';
import { parseRedisUrl, REDIS_URL_FORMS, RedisUrlError } from './redis-endpoint.ts';

describe('REDIS_URL', () => {
  it('is one Redis, by default on the standard port', () => {
    expect(parseRedisUrl('redis://localhost')).toEqual({
      kind: 'single',
      nodes: [{ host: 'localhost', port: 6379 }],
      tls: false,
      username: undefined,
      password: undefined,
      database: 0,
      master: undefined,
    });
  });

  it('has a user and a password, percent-encoded, TLS and a database', () => {
    expect(parseRedisUrl('rediss://me:p%40ss%2Fword@[::1]:7000/3')).toMatchObject({
      nodes: [{ host: '::1', port: 7000 }],
      tls: true,
      username: 'me',
      password: 'p@ss/word',
      database: 3,
    });
    expect(parseRedisUrl('redis://:hush@redis:6379')).toMatchObject({
      username: undefined,
      password: 'hush',
    });
  });

  it('is sentinels and the name of a master', () => {
    expect(parseRedisUrl('redis+sentinel://a,b:7001/chat/2')).toMatchObject({
      kind: 'sentinel',
      nodes: [
        { host: 'a', port: 26379 },
        { host: 'b', port: 7001 },
      ],
      master: 'chat',
      database: 2,
    });
  });

  it('is some nodes of a cluster', () => {
    expect(parseRedisUrl('rediss+cluster://a:1,b:2')).toMatchObject({
      kind: 'cluster',
      tls: true,
      nodes: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
    });
  });

  it.each([
    'localhost',
    'http://localhost',
    'redis://',
    'redis://a,b',
    'redis://a:0',
    'redis://a:65536',
    'redis://a/x',
    'redis://a/1/2',
    'redis://hush@a',
    'redis+sentinel://a',
    'redis+cluster://a/1',
    'redis://me:100%@a',
  ])('is not %j, and the error does not quote it', (url) => {
    expect(() => parseRedisUrl(url)).toThrow(RedisUrlError);
    try {
      parseRedisUrl(url);
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      expect(message).not.toContain('hush');
      expect(message).toMatch(/^(must be one of |has a user)/);
      if (message.startsWith('must')) expect(message).toContain(REDIS_URL_FORMS[0]);
    }
  });
});

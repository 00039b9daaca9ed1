import { describe, expect, it } from '@jest/globals';
import { FILE_MAX_BYTES } from '../protocol/limits.ts';
import { ConfigError } from '../service/environment.ts';
import { readBackendConfig } from './config.ts';

function problemsOf(variables: Record<string, string>): readonly string[] {
  try {
    readBackendConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('readBackendConfig', () => {
  it('needs no variables: the defaults listen on this machine only and generate a secret', () => {
    const config = readBackendConfig({});
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      adminPort: 9090,
      logLevel: 'info',
      publicHosts: [],
      trustedProxies: 0,
    });
    expect(config.secret.length).toBeGreaterThanOrEqual(32);
    expect(readBackendConfig({}).secret).not.toBe(config.secret);
  });

  it('takes public hosts with ports, in lower case', () => {
    const PUBLIC_HOSTS = 'Chat.Example, chat.example:8443,[::1]:3000';
    expect(readBackendConfig({ PUBLIC_HOSTS }).publicHosts).toEqual([
      'chat.example',
      'chat.example:8443',
      '[::1]:3000',
    ]);
  });

  it('names every wrong variable at once and shows no secret', () => {
    const problems = problemsOf({
      PORT: '65536',
      ADMIN_PORT: 'admin',
      HOST: 'not a host',
      LOG_LEVEL: 'loud',
      PUBLIC_HOSTS: 'https://chat.example',
      LIVE_CHAT_SECRET: 'too short',
      TRUSTED_PROXIES: '-1',
      REDIS_URL: 'redis:/hush@localhost',
    });
    expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual([
      'ADMIN_PORT',
      'HOST',
      'LIVE_CHAT_SECRET',
      'LOG_LEVEL',
      'PORT',
      'PUBLIC_HOSTS',
      'REDIS_URL',
      'TRUSTED_PROXIES',
    ]);
    expect(problems.join()).not.toMatch(/too short|hush/);
  });

  it('with REDIS_URL needs the secret that all relays share', () => {
    expect(problemsOf({ REDIS_URL: 'redis://localhost' })).toEqual([
      'LIVE_CHAT_SECRET is required with REDIS_URL: all relays must have the same',
    ]);
    const config = readBackendConfig({
      REDIS_URL: 'redis://localhost',
      LIVE_CHAT_SECRET: 'x'.repeat(32),
    });
    expect(config.redis).toMatchObject({ kind: 'single', nodes: [{ host: 'localhost' }] });
  });

  it('takes the largest file that clients may send, up to the limit of the protocol', () => {
    expect(readBackendConfig({}).fileMaxBytes).toBeUndefined();
    expect(readBackendConfig({ FILE_MAX_BYTES: '0' }).fileMaxBytes).toBe(0);
    const most = { FILE_MAX_BYTES: '104857600' };
    expect(readBackendConfig(most).fileMaxBytes).toBe(FILE_MAX_BYTES);
    for (const wrong of ['104857601', '-1', '1.5', '10MB']) {
      expect(problemsOf({ FILE_MAX_BYTES: wrong })).toEqual([
        `FILE_MAX_BYTES must be a whole number from 0 to 104857600, not "${wrong}"`,
      ]);
    }
  });

  it('rejects the same port for both', () => {
    expect(problemsOf({ PORT: '80', ADMIN_PORT: '80' })).toHaveLength(1);
  });
});

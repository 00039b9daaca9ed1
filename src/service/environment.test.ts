import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ConfigError, type EnvironmentReader, readEnvironment } from './environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'live-chat-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function problemsOf(env: EnvironmentReader): readonly string[] {
  try {
    env.done();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('EnvironmentReader', () => {
  it('falls back when a variable is absent or empty', () => {
    const env = readEnvironment({ PORT: ' ', HOST: '' });
    expect(env.port('PORT', 3000)).toBe(3000);
    expect(env.text('HOST', '127.0.0.1')).toBe('127.0.0.1');
    expect(env.oneOf('LOG_LEVEL', 'info', ['info', 'debug'])).toBe('info');
    expect(env.list('PUBLIC_HOSTS')).toEqual([]);
    expect(env.secret('SECRET', { minLength: 32 })).toBeUndefined();
    expect(problemsOf(env)).toEqual([]);
  });

  it('puts flags before variables, and judges them alike', () => {
    const env = readEnvironment(
      { HOST: 'a', PORT: '1' },
      { HOST: 'b', PORT: 'x', OTHER: undefined },
    );
    expect(env.text('HOST', '')).toBe('b');
    env.port('PORT', 3000);
    expect(problemsOf(env)).toHaveLength(1);
  });

  it('takes well-formed values', () => {
    const env = readEnvironment({ PORT: '0', HOSTS: 'a.example, b.example:8443', LEVEL: 'debug' });
    expect(env.port('PORT', 3000)).toBe(0);
    expect(env.list('HOSTS')).toEqual(['a.example', 'b.example:8443']);
    expect(env.oneOf('LEVEL', 'info', ['info', 'debug'])).toBe('debug');
    expect(problemsOf(env)).toEqual([]);
  });

  it.each(['70000', '-1', '3e3', '0x10', '3000.5', 'port'])('refuses the port %s', (PORT) => {
    const env = readEnvironment({ PORT });
    env.port('PORT', 3000);
    expect(problemsOf(env)).toEqual([`PORT must be a whole number from 0 to 65535, not "${PORT}"`]);
  });

  it('reports every wrong setting at once, by name', () => {
    const env = readEnvironment({ PORT: 'x', HOST: 'a b', LEVEL: 'loud', HOSTS: 'a,,b' });
    env.port('PORT', 1);
    env.text('HOST', '::1', { pattern: /^\S+$/, meaning: 'an address' });
    env.oneOf('LEVEL', 'info', ['info', 'debug']);
    env.list('HOSTS');
    env.problem('REDIS_URL', 'is not supported');
    const named = problemsOf(env).map((problem) => problem.split(' ')[0]);
    expect(named).toEqual(['PORT', 'HOST', 'LEVEL', 'HOSTS', 'REDIS_URL']);
  });
});

describe('secrets', () => {
  const secret = 'correct horse battery staple, twice over';

  it('come from a variable or from a file, without its line end', () => {
    const file = join(folder, 'secret');
    writeFileSync(file, `${secret}\n`);
    const env = readEnvironment({ A: secret, B_FILE: file });
    expect(env.secret('A', { minLength: 32 })).toBe(secret);
    expect(env.secret('B', { minLength: 32 })).toBe(secret);
    expect(problemsOf(env)).toEqual([]);
  });

  it('are refused when short, doubled or unreadable, and never shown', () => {
    const env = readEnvironment({
      SHORT: 'hush',
      BOTH: secret,
      BOTH_FILE: 'x',
      GONE_FILE: join(folder, 'none'),
    });
    for (const name of ['SHORT', 'BOTH', 'GONE']) env.secret(name, { minLength: 32 });
    const problems = problemsOf(env);
    expect(problems).toEqual([
      'SHORT must have 32 characters or more, has 4',
      'BOTH and BOTH_FILE are both set; set one',
      'GONE_FILE cannot be read: ENOENT',
    ]);
    expect(problems.join()).not.toMatch(/hush|horse/);
  });
});

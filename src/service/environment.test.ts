import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import {
  ConfigError,
  integer,
  list,
  oneOf,
  parseSettings,
  port,
  secret,
  text,
  type Variables,
} from './environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'live-chat-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const WORD = { pattern: /^\S+$/, meaning: 'a word' };

const ENTRIES = {
  PORT: v.optional(port(), '3000'),
  HOST: v.optional(text(WORD), '127.0.0.1'),
  LEVEL: v.optional(oneOf(['info', 'debug']), 'info'),
  HOSTS: v.optional(list({ pattern: /^[\w.:]+$/, meaning: 'a host' })),
  SECRET: v.optional(secret({ minLength: 32 })),
};

function problemsOf(parse: () => unknown): readonly string[] {
  try {
    parse();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('have their defaults when a variable is absent or empty', () => {
    expect(parseSettings(ENTRIES, { PORT: ' ', HOST: '' })).toEqual({
      PORT: 3000,
      HOST: '127.0.0.1',
      LEVEL: 'info',
      HOSTS: undefined,
      SECRET: undefined,
    });
  });

  it('are parsed when they are valid', () => {
    const variables = { PORT: '0', HOSTS: 'a.example, b.example:8443', LEVEL: 'debug' };
    expect(parseSettings(ENTRIES, variables)).toMatchObject({
      PORT: 0,
      HOSTS: ['a.example', 'b.example:8443'],
      LEVEL: 'debug',
    });
  });

  it.each(['70000', '-1', '3e3', '0x10', '3000.5', 'port'])('reject the port %s', (PORT) => {
    expect(problemsOf(() => parseSettings(ENTRIES, { PORT }))).toEqual([
      `PORT must be a whole number from 0 to 65535, not "${PORT}"`,
    ]);
  });

  it('take flags before variables, and check both', () => {
    const variables = { HOST: 'a', PORT: '1' };
    expect(parseSettings(ENTRIES, variables, { flags: { HOST: 'b' } }).HOST).toBe('b');
    const flags = { PORT: 'x' };
    expect(problemsOf(() => parseSettings(ENTRIES, variables, { flags }))).toHaveLength(1);
  });

  it('report every problem at once, by name', () => {
    const variables: Variables = { PORT: 'x', HOST: 'a b', LEVEL: 'loud', HOSTS: 'a,,b' };
    const rule = (): string => 'REDIS_URL is not supported';
    expect(problemsOf(() => parseSettings(ENTRIES, variables, { rules: [rule] }))).toEqual([
      'PORT must be a whole number from 0 to 65535, not "x"',
      'HOST must be a word, not "a b"',
      'LEVEL must be one of info, debug, not "loud"',
      'HOSTS each entry must be a host, not ""',
      'REDIS_URL is not supported',
    ]);
  });

  it('show rules only the settings that are valid', () => {
    const seen: unknown[] = [];
    const rule = (settings: unknown): undefined => void seen.push(settings);
    problemsOf(() =>
      parseSettings(
        { N: integer({ min: 1, max: 2 }), P: port() },
        { N: '3', P: '1' },
        { rules: [rule] },
      ),
    );
    expect(seen).toEqual([{ P: 1 }]);
  });
});

describe('secrets', () => {
  const value = 'correct horse battery staple, twice over';
  const A_SECRET = v.optional(secret({ minLength: 32 }));

  it('come from a variable or from a file, without its line end', () => {
    const file = join(folder, 'secret');
    writeFileSync(file, `${value}\n`);
    const parsed = parseSettings({ A: A_SECRET, B: A_SECRET }, { A: value, B_FILE: file });
    expect(parsed).toEqual({ A: value, B: value });
  });

  it('are rejected when short, given twice or unreadable, and never shown', () => {
    const variables = {
      SHORT: 'hush',
      BOTH: value,
      BOTH_FILE: 'x',
      GONE_FILE: join(folder, 'none'),
    };
    const entries = { SHORT: A_SECRET, BOTH: A_SECRET, GONE: A_SECRET };
    const problems = problemsOf(() => parseSettings(entries, variables));
    expect(problems).toEqual([
      'SHORT must have 32 characters or more, has 4',
      'BOTH and BOTH_FILE are both set; set one',
      'GONE_FILE cannot be read: ENOENT',
    ]);
    expect(problems.join()).not.toMatch(/hush|horse/);
  });

  it('are read only for settings that are secrets', () => {
    const file = join(folder, 'host');
    writeFileSync(file, 'example.org');
    expect(parseSettings(ENTRIES, { HOST_FILE: file }).HOST).toBe('127.0.0.1');
  });
});

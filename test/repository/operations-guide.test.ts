import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { readBackendConfig } from '../../src/backend/config.ts';
import { readLocalSettings } from '../../src/local/settings.ts';
import type { Variables } from '../../src/service/environment.ts';
import { readPageServerSettings } from '../../src/ui/server/settings.ts';
import { codesIn, readDocument } from '../support/document.ts';
import { listSources } from './source-graph.ts';

const { rowsUnder } = readDocument('docs/operations.md');
const SOURCE = new URL('../../src/', import.meta.url);

/** The variables that a process reads from its environment. */
function variablesOf(read: (variables: Variables) => unknown): Set<string> {
  const asked = new Set<string>();
  const environment = new Proxy<Variables>(
    {},
    {
      get: (_, name) => void asked.add(String(name)),
    },
  );
  read(environment);
  return asked;
}

const noFlags = { host: undefined, port: undefined, help: false };

const PROCESSES: Readonly<Record<string, Set<string>>> = {
  relay: variablesOf(readBackendConfig),
  page: variablesOf(readPageServerSettings),
  local: variablesOf((variables) => readLocalSettings(noFlags, variables)),
};

describe('the operations document', () => {
  it.each(Object.keys(PROCESSES))('has the settings that %s reads, and no other', (process) => {
    const documented = rowsUnder('Settings')
      .filter(([, readBy = '']) => readBy.split(', ').includes(process))
      .map(([variable = '']) => codesIn(variable)[0]);
    expect(documented.sort()).toEqual([...(PROCESSES[process] ?? [])].sort());
  });

  it('lists every log message with its level, and no others', async () => {
    const documented = rowsUnder('Logs').flatMap(([messages = '', level = '']) =>
      messages.split(', ').map((message) => `${level}: ${message}`),
    );
    const files = await listSources(SOURCE.pathname);
    const texts = await Promise.all(
      files
        .filter((file) => !file.endsWith('.test.ts') && !file.startsWith('ui/browser/'))
        .map((file) => readFile(new URL(file, SOURCE), 'utf8')),
    );
    const calls = /logger\.(\w+)\((?:\{[^}]*\}, )?'([^']+)'/g;
    const logged = texts.flatMap((text) =>
      [...text.matchAll(calls)].map(([, level, message]) => `${level}: ${message}`),
    );
    expect(logged.length).toBeGreaterThan(10);
    expect(documented.sort()).toEqual([...new Set(logged)].sort());
  });
});

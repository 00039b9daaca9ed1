import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { RelayMetrics } from '../src/backend/metrics.ts';
import { codesIn, readDocument } from './document.ts';

async function namesOfMetrics(): Promise<readonly string[]> {
  const metrics = new RelayMetrics();
  metrics.read({ connections: () => 0, people: () => 0 });
  return [...(await metrics.text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
}

describe('metrics', () => {
  it('are all in the operations document, and no others', async () => {
    const rows = readDocument('docs/operations.md').rowsUnder('Metrics');
    const documented = rows.map(([name = '']) => codesIn(name)[0]);
    expect(documented.sort()).toEqual([...(await namesOfMetrics())].sort());
  });

  it('of ours that alerts and dashboard look at are there', async () => {
    const files = ['alerts.yaml', 'dashboard.json'].map((name) =>
      readFile(new URL(`../charts/live-chat/files/${name}`, import.meta.url), 'utf8'),
    );
    const used = (await Promise.all(files)).join().match(/live_chat_[a-z_]+/g) ?? [];
    expect(used.length).toBeGreaterThan(0);
    const known = await namesOfMetrics();
    expect([...new Set(used)].filter((name) => !known.includes(name))).toEqual([]);
  });
});

import { expect, it } from '@jest/globals';
import { useDirectCrypto } from '../../../src/crypto/testing/direct-crypto.ts';
import { runChaos } from './chaos.ts';

useDirectCrypto();

/** Not an assertion: a hanging test must end at some point. */
const TIMEOUT_MS = 1_800_000;

it(
  'each message is delivered once and in order, whatever breaks during a conversation',
  async () => {
    const seed = Number(process.env['CHAOS_SEED'] ?? 4);
    const plan = { seed, pods: 3, clients: 4, texts: 56, rounds: 1, pauseMs: 5_000 };
    const report = await runChaos(plan, (line) => void process.stdout.write(`chaos: ${line}\n`));
    process.stdout.write(`chaos: ${report.delivered} messages in ${report.seconds.toFixed(0)} s\n`);
    const well = { faults: [], idle: [], keysThatStay: [], delivered: report.total };
    expect(report).toMatchObject(well);
  },
  TIMEOUT_MS,
);

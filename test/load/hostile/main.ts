import { endOwnProcesses } from '../../support/own-processes.ts';
import { bundleProgram } from '../../support/pods/bundle.ts';
import { RedisServer } from '../../support/redis/redis-server.ts';
import { bundleAttacker } from './attacker-bundle.ts';
import { ATTACKS } from './attacks/attacks.ts';
import { PACE_MS } from './honest-crowd.ts';
import { type CaseReport, runCase } from './hostile.ts';
import { MEMORY_GROWTH_LIMIT_MIB } from './memory-limit.ts';
import { lineOf, writeResults } from './results.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Descriptions of what was wrong. */
function faultsOf({ problems, counts, gainLimit, ...report }: CaseReport): readonly string[] {
  const { memoryPeak, memoryBefore, calm, attacked, sent } = report;
  return [
    ...problems,
    ...(counts.units > 0 ? [] : ['the attack was not made']),
    ...(counts.leaks === 0 ? [] : [`${counts.leaks} leaks`]),
    ...(counts.gains <= gainLimit ? [] : [`${counts.gains} gained`]),
    ...(memoryPeak - memoryBefore < MEMORY_GROWTH_LIMIT_MIB ? [] : ['too much memory']),
    ...(calm.count + attacked.count === sent ? [] : ['a message was lost']),
  ];
}

/**
 * `npm run hostile [-- WORD…]`: the long form: each attack whose name contains one of the words,
 * for 15 seconds or longer, on a real Redis.
 */
const LONG = {
  ...{ times: 20, phaseMs: 15_000, startUps: 15 },
  ...{ pairs: 8, othersPaceMs: PACE_MS, messages: 1_000 },
};
endOwnProcesses();
const words = process.argv.slice(2);
const isChosen = (name: string): boolean =>
  words.length === 0 || words.some((word) => name.includes(word));
const [redis, entry, attacker] = await Promise.all([
  RedisServer.start(),
  bundleProgram(),
  bundleAttacker(),
]);
/** As much as staging has (charts/redis). */
await redis.admin.config('SET', 'maxmemory', '192mb');
const reports: CaseReport[] = [];
const faults: string[] = [];
try {
  for (const name of [...ATTACKS.keys()].filter(isChosen)) {
    await redis.admin.flushall();
    const options = { entry, attacker, redisUrl: redis.url, ...LONG };
    const report = await runCase(name, options);
    reports.push(report);
    print(lineOf(report));
    for (const fault of new Set(faultsOf(report))) faults.push(`${name}: ${fault}`);
  }
} finally {
  await redis.stop();
}
for (const fault of faults) print(`FAILED ${fault}`);
print(`figures: ${await writeResults('hostile', reports)}`);
process.exitCode = faults.length === 0 && reports.length > 0 ? 0 : 1;

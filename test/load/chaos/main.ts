import { runChaos } from './chaos.ts';

/** `npm run chaos [SEED]`: the long form, 40 people and 20,000 messages. */
const seed = Number(process.argv[2] ?? Date.now() % 1_000_000);
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const report = await runChaos(
  { seed, pods: 4, clients: 40, texts: 250, rounds: 3, pauseMs: 20_000 },
  print,
);
const { delivered, total, faults, idle, keysThatStay, seconds } = report;
for (const { from, to, problem } of faults) print(`${from} → ${to}: ${problem}`);
for (const kind of idle) print(`met no traffic: ${kind}`);
for (const key of keysThatStay) print(`never expires: ${key}`);
print(`${delivered} of ${total} texts acknowledged in ${seconds.toFixed(0)} s; seed ${seed}`);
const isWell = faults.length + idle.length + keysThatStay.length === 0;
print(isWell ? 'each text came once and in order' : 'FAILED');
process.exitCode = isWell ? 0 : 1;

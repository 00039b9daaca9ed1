import { runChaos } from './chaos.ts';

/** `npm run chaos [SEED]`: the long form, 40 people and 20,000 texts. */
const seed = Number(process.argv[2] ?? Date.now() % 1_000_000);
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const report = await runChaos(
  { seed, pods: 4, clients: 40, texts: 250, rounds: 3, pauseMs: 20_000 },
  print,
);
const { delivered, total, faults, idle, seconds } = report;
for (const { from, to, problem } of faults) print(`${from} → ${to}: ${problem}`);
for (const kind of idle) print(`met no traffic: ${kind}`);
print(`${delivered} of ${total} texts acknowledged in ${seconds.toFixed(0)} s; seed ${seed}`);
print(faults.length + idle.length === 0 ? 'each text came once and in order' : 'FAILED');
process.exitCode = faults.length + idle.length === 0 ? 0 : 1;

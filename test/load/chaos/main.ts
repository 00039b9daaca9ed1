import { endOwnProcesses } from '../../support/own-processes.ts';
import { runChaos } from './chaos.ts';
import { oneRelay, runFileChaos, twoPods } from './file-chaos.ts';

/**
 * `npm run chaos [SEED]`: the long form, 40 people and 20,000 messages.
 * `npm run chaos -- files [MIB]`: one file of 100 MiB, through one relay and through two pods on Redis.
 */
const MIB = 2 ** 20;
const start = performance.now();
const print = (line: string): void => {
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  process.stdout.write(`${seconds.padStart(4)} s  ${line}\n`);
};

async function breakTalks(seed: number): Promise<boolean> {
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
  return isWell;
}

async function breakFiles(mebibytes: number): Promise<boolean> {
  let isWell = true;
  for (const [name, open] of Object.entries({ 'one relay': oneRelay, 'two pods': twoPods })) {
    print(`${mebibytes} MiB through ${name}`);
    const report = await runFileChaos(open, mebibytes * MIB, print);
    const { stops, missed, kills, isWhole, texts, seconds } = report;
    for (const kind of missed) print(`no page was stopped after ${kind}`);
    const [arrived, sent] = texts;
    print(
      `${stops.length} stops, ${kills} kills, ${arrived} of ${sent} texts, ${seconds.toFixed(0)} s`,
    );
    const isRight = isWhole && arrived === sent;
    print(isRight ? 'the hash is equal' : 'FAILED');
    isWell &&= isRight;
  }
  return isWell;
}

endOwnProcesses();
const [first, second] = process.argv.slice(2);
const isWell =
  first === 'files'
    ? await breakFiles(Number(second ?? 100))
    : await breakTalks(Number(first ?? Date.now() % 1_000_000));
process.exitCode = isWell ? 0 : 1;

import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { endOwnProcesses } from '../../support/own-processes.ts';
import { readArguments } from './arguments.ts';
import { measureDelivery } from './delivery.ts';
import { measureTexts } from './file-texts.ts';
import { measureFiles } from './files.ts';
import { measureIdle } from './idle.ts';
import { measureLobby } from './lobby.ts';
import { measureNames } from './names.ts';
import type { PartName } from './plan.ts';
import { type BenchFigures, describeFigures } from './report.ts';
import { measureUnits } from './units.ts';

/**
 * `npm run bench [-- [quick] [PART…] [SETTING=VALUE…]]`: compares Live Chat with other systems, on
 * this machine, in one run (docs/performance.md). Prints tables, and writes test-results/bench.json.
 */
const FOLDER = new URL('../../../test-results/', import.meta.url);

const { parts, plan } = readArguments(process.argv.slice(2));

endOwnProcesses();

const start = performance.now();
const log = (line: string): void => {
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  process.stderr.write(`${seconds.padStart(4)} s  ${line}\n`);
};

const MEASURES: { readonly [P in PartName]: () => Promise<BenchFigures> } = {
  delivery: async () => ({ delivery: await measureDelivery(plan, log) }),
  idle: async () => ({ idle: await measureIdle(plan) }),
  names: async () => ({ names: await measureNames(plan) }),
  lobby: async () => ({ lobby: await measureLobby(plan) }),
  files: async () => ({ files: await measureFiles(plan) }),
  texts: async () => ({ texts: await measureTexts(plan) }),
  units: async () => ({ units: await measureUnits(plan, log) }),
};

let figures: BenchFigures = {};
for (const part of parts) {
  log(part);
  figures = { ...figures, ...(await MEASURES[part]()) };
}
log('done');
process.stdout.write(`${describeFigures(figures)}\n`);
await mkdir(FOLDER, { recursive: true });
const machine = { processors: cpus().length, model: cpus()[0]?.model, node: process.version };
const report = { machine, plan, figures };
await writeFile(new URL('bench.json', FOLDER), `${JSON.stringify(report, undefined, 2)}\n`);

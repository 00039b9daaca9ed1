import { fileURLToPath } from 'node:url';
import { bundleProgram } from '../../support/pods/bundle.ts';
import { Line } from '../../support/pods/line.ts';
import { FileClient } from './file-client-process.ts';
import type { Plan } from './plan.ts';
import { quantile } from './sample.ts';
import { Site } from './site.ts';

/** How long texts take while files are transferred. */
export interface TextDelays {
  readonly situation: string;
  /** From composing a text until its receiver is shown it, ms. */
  readonly p50: number;
  readonly p99: number;
  /** What was transferred meanwhile, MB a second, all together. */
  readonly rate: number;
}

const ENTRY = fileURLToPath(new URL('./file-client.ts', import.meta.url));
const MB = 1_000_000;
/** Time between two texts, ms: 20 a second, below the relay's limit of 30. */
const EVERY_MS = 50;
/** Clients that only transfer stand for other machines, so they yield to all that is measured. */
const NICENESS = 10;
/** Large enough to last as long as the texts. */
const FILE_BYTES = 100 * 2 ** 20;

/** What internet connections send, MB a second: 12 and 2 Mbit. */
const UPLINKS = [1.5, 0.25] as const;

/** Two contacts on different pods. */
interface Pair {
  readonly from: FileClient;
  readonly to: FileClient;
}

interface PairOptions {
  /** Where the first one connects to, if not directly to the pod. */
  readonly line?: Line;
  readonly niceness?: number;
}

/** Starts clients, and ends all that it started. */
class Crowd {
  readonly #site: Site;
  readonly #entry: string;
  readonly #clients: FileClient[] = [];

  constructor(site: Site, entry: string) {
    this.#site = site;
    this.#entry = entry;
  }

  async pair(name: string, { line, niceness = 0 }: PairOptions = {}): Promise<Pair> {
    const start = async (who: string, port: number): Promise<FileClient> => {
      const address = `http://127.0.0.1:${port}`;
      const options = { entry: this.#entry, name: `${name} ${who}`, address, niceness };
      const client = await FileClient.start(options);
      this.#clients.push(client);
      return client;
    };
    const from = await start('sender', line?.port ?? this.#site.port(0));
    const to = await start('receiver', this.#site.port(1));
    await from.befriend(to);
    return { from, to };
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.stop()));
  }
}

async function measure(
  situation: string,
  plan: Plan,
  texts: Pair,
  transfers: readonly Pair[],
): Promise<TextDelays> {
  const ids = await Promise.all(transfers.map(({ from, to }) => from.offer(to, FILE_BYTES)));
  await Promise.all(
    transfers.map(({ from, to }, index) => to.beginDownload(from, ids[index] ?? '')),
  );
  const bytes = async (): Promise<number> =>
    (await Promise.all(transfers.map(({ from, to }) => to.transferred(from)))).reduce(
      (sum, each) => sum + each,
      0,
    );
  const [before, start] = [await bytes(), performance.now()];
  const delays = await texts.from.write(texts.to, plan.textsBesideFiles, EVERY_MS);
  const seconds = (performance.now() - start) / 1000;
  const rate = ((await bytes()) - before) / MB / seconds;
  await Promise.all(transfers.map(({ from, to }, index) => from.cancel(to, ids[index] ?? '')));
  await Promise.all(transfers.map(({ to }, index) => to.finishDownload(ids[index] ?? '')));
  return { situation, p50: quantile(delays, 0.5), p99: quantile(delays, 0.99), rate };
}

/** Texts of two people while others transfer files. */
async function measureOthers(
  plan: Plan,
  crowd: Crowd,
  [line]: readonly Line[],
): Promise<TextDelays[]> {
  const texts = await crowd.pair('texts');
  const pairs = (name: string, options: PairOptions): Promise<Pair[]> =>
    Promise.all([1, 2].map((n) => crowd.pair(`${name} ${n}`, { ...options, niceness: NICENESS })));
  const slow = await pairs('slow', line === undefined ? {} : { line });
  const rows = [
    await measure('others: nothing else', plan, texts, []),
    await measure(`others: two transfers, uplinks of ${UPLINKS[0]} MB/s`, plan, texts, slow),
  ];
  const fast = await pairs('fast', {});
  rows.push(await measure('others: two transfers at full speed', plan, texts, fast));
  return rows;
}

/** Texts of a person who sends a file to the same person. */
async function measureOwn(plan: Plan, crowd: Crowd, lines: readonly Line[]): Promise<TextDelays[]> {
  const rows: TextDelays[] = [];
  for (const [index, line] of [undefined, ...lines].entries()) {
    const uplink = index === 0 ? 'full speed' : `uplink of ${UPLINKS[index - 1]} MB/s`;
    const pair = await crowd.pair(`own ${index}`, line === undefined ? {} : { line });
    rows.push(await measure(`own: nothing else, ${uplink}`, plan, pair, []));
    rows.push(await measure(`own: a transfer, ${uplink}`, plan, pair, [pair]));
  }
  return rows;
}

/** Measures how long texts take without and beside transfers. Each client is a process of its own. */
export async function measureTexts(plan: Plan): Promise<readonly TextDelays[]> {
  const lines = await Promise.all(UPLINKS.map(() => Line.open()));
  const hosts = lines.map(({ host }) => host);
  const site = await Site.start({ entry: await bundleProgram(), pods: 2, hosts });
  for (const [index, line] of lines.entries()) {
    line.lead([site.port(0)]);
    line.limit((UPLINKS[index] ?? Infinity) * MB);
  }
  const crowd = new Crowd(site, await bundleProgram(ENTRY));
  try {
    const others = await measureOthers(plan, crowd, lines);
    return [...others, ...(await measureOwn(plan, crowd, lines))];
  } finally {
    await crowd.stop();
    await Promise.all([site.stop(), ...lines.map((line) => line.close())]);
  }
}

import { befriend, ChatDriver } from '../../../src/client/testing/chat-driver.ts';
import type { MessageRef } from '../../../src/client/views.ts';
import { randomBytes } from '../../../src/crypto/random.ts';
import { type Bytes, concat } from '../../../src/protocol/bytes.ts';
import { bundleProgram } from '../../support/pods/bundle.ts';
import type { Plan } from './plan.ts';
import { residentBytes } from './processor-time.ts';
import { Site } from './site.ts';

/** Files that are sent at the same time, each by another person on one pod to another on the other. */
export interface TransferFigures {
  readonly transfers: number;
  /** MB a second, all together. */
  readonly rate: number;
  /** CPU ms of the pods, and of Redis, for each MB. */
  readonly podMs: number;
  readonly redisMs: number;
  /** Memory that both pods together gained at most, MiB. */
  readonly podMiB: number;
}

interface Pair {
  readonly from: ChatDriver;
  readonly to: ChatDriver;
}

const MB = 1_000_000;
const SAMPLE_MS = 100;

/** Measures transfers between two pods. All clients are in this process, with their storage in memory. */
export async function measureFiles(plan: Plan): Promise<readonly TransferFigures[]> {
  const site = await Site.start({ entry: await bundleProgram(), pods: 2 });
  const pairs: Pair[] = [];
  try {
    for (let index = 0; index < 8; index++) pairs.push(await makePair(site, index));
    const content = contentOf(plan.fileBytes);
    const transfers: TransferFigures[] = [];
    for (const count of [1, 8]) {
      transfers.push(await measureTransfers(site, pairs.slice(0, count), content));
    }
    return transfers;
  } finally {
    await Promise.all(pairs.flatMap(({ from, to }) => [from.close(), to.close()]));
    await site.stop();
  }
}

async function makePair(site: Site, index: number): Promise<Pair> {
  const address = (pod: number): string => `http://127.0.0.1:${site.port(pod)}`;
  const from = new ChatDriver(`sender ${index}`, address(0));
  const to = new ChatDriver(`receiver ${index}`, address(1));
  await Promise.all([from.enter(), to.enter()]);
  await befriend(from, to);
  return { from, to };
}

function contentOf(bytes: number): Bytes {
  const piece = randomBytes(65_536);
  const pieces = Array.from({ length: Math.ceil(bytes / piece.length) }, () => piece);
  return concat(...pieces).slice(0, bytes);
}

async function announce({ from, to }: Pair, content: Bytes): Promise<MessageRef> {
  const files = await from.chat.files(to.id);
  const source = { name: 'a file', type: 'application/zip', content: new Blob([content]) };
  const [ref] = await files.send([source]);
  const id = ref?.id ?? '';
  await to.until(async () => (await to.timeline(from)).some((message) => message.ref?.id === id));
  return { mine: false, id };
}

async function download({ from, to }: Pair, ref: MessageRef): Promise<void> {
  await (await to.chat.files(from.id)).accept(ref);
  await to.until(async () =>
    (await to.chat.messages(from.id, { last: 20 })).some(
      ({ ref: found, file }) => found?.id === ref.id && file?.state === 'complete',
    ),
  );
}

async function measureTransfers(
  site: Site,
  pairs: readonly Pair[],
  content: Bytes,
): Promise<TransferFigures> {
  const refs = await Promise.all(pairs.map((pair) => announce(pair, content)));
  const memory = (): number => site.pods.reduce((sum, { pid }) => sum + residentBytes(pid ?? 0), 0);
  const [idle, all, redis] = [memory(), site.processorSeconds(), site.redisSeconds()];
  let peak = idle;
  const sampling = setInterval(() => {
    peak = Math.max(peak, memory());
  }, SAMPLE_MS);
  const start = performance.now();
  await Promise.all(pairs.map((pair, index) => download(pair, refs[index] as MessageRef)));
  const seconds = (performance.now() - start) / 1000;
  clearInterval(sampling);
  const megabytes = (content.length * pairs.length) / MB;
  const redisMs = ((site.redisSeconds() - redis) * 1000) / megabytes;
  return {
    transfers: pairs.length,
    rate: megabytes / seconds,
    podMs: ((site.processorSeconds() - all) * 1000) / megabytes - redisMs,
    redisMs,
    podMiB: (peak - idle) / 2 ** 20,
  };
}

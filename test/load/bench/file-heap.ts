import type { Page } from '@playwright/test';
import type { Person } from '../../e2e/support/people.ts';
import { withLargeFile } from './large-file.ts';
import { enterPair, inChromium } from './pages.ts';

/** What a page needs for a transfer above what it needs idle, MiB: objects and the content of buffers. */
export interface FileHeap {
  readonly preparing: number;
  readonly sender: number;
  readonly receiver: number;
  /** From the press on Send or Download, s. */
  readonly sending: number;
  readonly receiving: number;
}

const MIB = 2 ** 20;
const SAMPLE_MS = 100;
/** A busy machine takes long. */
const PATIENCE_MS = 600_000;

/** The highest heap of a page so far, MiB above the idle one. */
interface HeapSamples {
  /** Since the beginning, or since the last call. */
  next(): number;
  stop(): Promise<void>;
}

/** Samples the heap of a page until it is stopped. */
async function sampleHeap(page: Page): Promise<HeapSamples> {
  const session = await page.context().newCDPSession(page);
  const heap = async (): Promise<number> => {
    const usage = await session.send('Runtime.getHeapUsage');
    return (usage.usedSize + usage.backingStorageSize) / MIB;
  };
  await session.send('HeapProfiler.collectGarbage');
  const idle = await heap();
  let peak = idle;
  let isStopped = false;
  const sampling = (async () => {
    while (!isStopped) {
      peak = Math.max(peak, await heap());
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    }
  })();
  return {
    next: () => {
      const above = peak - idle;
      peak = idle;
      return above;
    },
    stop: async () => {
      isStopped = true;
      await sampling;
      await session.detach();
    },
  };
}

const secondsSince = (start: number): number => (performance.now() - start) / 1_000;

async function transfer([sender, receiver]: [Person, Person], path: string): Promise<FileHeap> {
  const [ofSender, ofReceiver] = [await sampleHeap(sender.page), await sampleHeap(receiver.page)];
  await sender.page.getByLabel('Attach files').setInputFiles(path);
  const start = performance.now();
  await sender.page.getByRole('button', { name: 'Send', exact: true }).click();
  const download = receiver.history.getByRole('button', { name: 'Download' });
  await download.click({ timeout: PATIENCE_MS });
  const sending = secondsSince(start);
  const preparing = ofSender.next();
  const asked = performance.now();
  await receiver.history.getByRole('button', { name: /^Save / }).waitFor({ timeout: PATIENCE_MS });
  const receiving = secondsSince(asked);
  await Promise.all([ofSender.stop(), ofReceiver.stop()]);
  return {
    ...{ preparing, sender: ofSender.next(), receiver: ofReceiver.next() },
    ...{ sending, receiving },
  };
}

/** The heap of both pages while a file of so many bytes goes from one to the other. */
export async function measureFileHeap(bytes: number): Promise<FileHeap> {
  return withLargeFile(bytes, (path) =>
    inChromium(async (browser, site) =>
      transfer(await enterPair(browser, site, ['sender', 'receiver']), path),
    ),
  );
}

import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { build } from 'esbuild';
import { measureBundles } from './bundle-size.ts';
import { type Cost, measureCosts } from './costs.ts';
import { type FileHeap, measureFileHeap } from './file-heap.ts';
import {
  type HistoryCost,
  LONG_MS,
  measureHistories,
  type Scrolling,
  SLOWDOWN,
} from './history.ts';
import { inChromium } from './pages.ts';
import { measureScreen, measureScreenBesideFile, type ScreenCost } from './screen.ts';
import { measureSearch, type SearchCost } from './search.ts';
import { measureStarts, type StartCost } from './start.ts';

const ENTRY = fileURLToPath(new URL('./costs.ts', import.meta.url));
const SIGN_INS = 5;
/** A fast typist: 120 words a minute. */
const KEYSTROKE_MS = 100;
/** Messages in a conversation. */
const HISTORIES = [10, 10_000];
const NAME = 'Benjamin B';
const FILE_BYTES = 100 * 2 ** 20;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

function printCosts(where: string, costs: readonly Cost[]): void {
  print(`\n${where}: median and 90th of 100, ms`);
  for (const { what, median, slow, runs } of costs) {
    print(`${median.toFixed(2).padStart(9)} ${slow.toFixed(2).padStart(9)}  ${what} (${runs})`);
  }
}

async function measureInPage(page: Page, address: string): Promise<Cost[]> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'costs',
    target: 'es2023',
  });
  await page.goto(`${address}/nothing-is-here`);
  return page.evaluate(`${outputFiles[0]?.text}; costs.measureCosts()`);
}

/** Time from pressing the button to the lobby, ms; each time as a new person. */
async function measureSignIn(browser: Browser, address: string, delay: number): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < SIGN_INS; n++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(address);
    const name = page.getByRole('textbox', { name: 'Your name' });
    const text = `${NAME}${n}${delay}`;
    if (delay > 0) await name.pressSequentially(text, { delay });
    else await name.fill(text);
    const start = performance.now();
    await page.getByRole('button', { name: 'Start chatting' }).click();
    await page.getByRole('region', { name: 'People', exact: true }).waitFor();
    times.push(performance.now() - start);
    await context.close();
  }
  return times.sort((one, other) => one - other)[Math.floor(SIGN_INS / 2)] ?? 0;
}

const measureChromium = (): Promise<void> =>
  inChromium(async (browser, site) => {
    const page = await browser.newPage();
    printCosts(`Chromium ${browser.version()}`, await measureInPage(page, site.address));
    const typed = await measureSignIn(browser, site.address, KEYSTROKE_MS);
    const pasted = await measureSignIn(browser, site.address, 0);
    print(`\nfrom the button to the lobby, median of ${SIGN_INS}, ms`);
    print(`${typed.toFixed(0).padStart(9)}  a name typed, ${KEYSTROKE_MS} ms a character`);
    print(`${pasted.toFixed(0).padStart(9)}  a name pasted: the keys are made while one waits`);
  });

async function printBundleSizes(): Promise<void> {
  print('\nscripts, compressed, bytes');
  for (const { file, brotliBytes, eager } of await measureBundles()) {
    print(`${String(brotliBytes).padStart(9)}  ${file}, ${eager ? 'with the HTML' : 'lazily'}`);
  }
}

function sumFrames(times: readonly number[]): string {
  const long = times.filter((ms) => ms > LONG_MS).length;
  return `${times.length} frames, the longest ${Math.max(...times).toFixed(0)}, ${long} over ${LONG_MS}`;
}

function printScrolling(title: string, { frames, rows, mainThread }: Scrolling): void {
  print(`           ${title}, at most ${rows} messages in the document`);
  print(`             by the clock: ${sumFrames(frames)}`);
  print(`             CPU time of the main thread: ${sumFrames(mainThread.frames)}`);
  const [elapsed, processor] = [mainThread.elapsed, mainThread.processor].map((times) =>
    times.map((ms) => ms.toFixed(0)).join(', '),
  );
  print(`             longest tasks of the main thread: ${elapsed}; in CPU time: ${processor}`);
}

function printHistories(costs: readonly HistoryCost[]): void {
  print('\na conversation on the screen, ms: median and longest, or 90th of 100');
  for (const { messages, open, key, scrolling, slow, still } of costs) {
    const [opened, typed] = [open, key].map((pair) => pair.map((ms) => ms.toFixed(0)).join(' / '));
    print(`${String(messages).padStart(9)}  messages: open ${opened}, keystroke to paint ${typed}`);
    printScrolling('scrolling through them', scrolling);
    print(`             on a processor that is ${SLOWDOWN} times slower: ${sumFrames(slow)}`);
    printScrolling('scrolling through the last of them without any script', still);
  }
}

function printSearch({ conversations, messages, cold, p50, p95, searches }: SearchCost): void {
  print(`\na search in ${messages} messages of ${conversations} conversations, ms`);
  print(`${cold.toFixed(0).padStart(9)}  the first one: every message is read and decrypted`);
  print(
    `${p50.toFixed(0).padStart(9)}  later ones, from the key to the painted results: median; 95th of 100: ${p95.toFixed(0)} (${searches})`,
  );
}

function printStarts({ contacts, before, after, starts }: StartCost): void {
  print(`\nfrom opening the page to its list of ${contacts} contacts, median of ${starts}, ms`);
  print(`${before.toFixed(0).padStart(9)}  without strangers`);
  print(
    `${after.toFixed(0).padStart(9)}  with as many strangers as are ever stored: ${(after / before).toFixed(2)} times as long`,
  );
}

function printScreen({ p50, p99, messages }: ScreenCost, beside = ''): void {
  print(
    `\nfrom the Enter key in one page to the painted message in another${beside}, ms (${messages})`,
  );
  print(`${p50.toFixed(1).padStart(9)}  median; 99th of 100: ${p99.toFixed(1)}`);
}

function printFileHeap({ preparing, sender, receiver, sending, receiving }: FileHeap): void {
  print('\na file of 100 MiB from page to page: the highest heap above the idle one, MiB');
  const line = (mib: number, who: string, seconds: number): void =>
    print(`${mib.toFixed(1).padStart(9)}  ${who}, ${seconds.toFixed(0)} s`);
  line(preparing, 'of its sender, from Send until it is announced', sending);
  line(sender, 'of its sender, from Download until it is complete', receiving);
  line(receiver, 'of its receiver, from Download until it is complete', receiving);
}

/**
 * `npm run bench:page`: what the cryptography of a page costs, in Node and in Chromium, and what a long
 * conversation, a search, a start, a message and a large file cost on the screen. `npm run bench:page -- history`,
 * `-- search`, `-- start`, `-- screen` and `-- files` measure one of the latter alone.
 */
async function measureScreens(): Promise<void> {
  printScreen(await measureScreen());
  const cost = await measureScreenBesideFile(FILE_BYTES);
  printScreen(cost, ', whose sender sends a file of 100 MiB at the same time');
}
if (process.argv[2] === 'screen') {
  await measureScreens();
  process.exit();
}
if (process.argv[2] === 'start') {
  printStarts(await measureStarts());
  process.exit();
}
if (process.argv[2] === 'history') {
  printHistories(await measureHistories(HISTORIES));
  process.exit();
}
if (process.argv[2] === 'search') {
  printSearch(await measureSearch());
  process.exit();
}
if (process.argv[2] === 'files') {
  printFileHeap(await measureFileHeap(FILE_BYTES));
  process.exit();
}
printCosts(`Node ${process.version}`, await measureCosts());
await measureChromium();
printHistories(await measureHistories(HISTORIES));
printSearch(await measureSearch());
printStarts(await measureStarts());
await measureScreens();
printFileHeap(await measureFileHeap(FILE_BYTES));
await printBundleSizes();

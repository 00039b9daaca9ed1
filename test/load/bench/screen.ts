import type { Person } from '../../e2e/support/people.ts';
import { withLargeFile } from './large-file.ts';
import { enterPair, inChromium } from './pages.ts';
import { quantile } from './sample.ts';

/** From the Enter key in one page until the message is painted in another, ms. */
export interface ScreenCost {
  readonly p50: number;
  readonly p99: number;
  readonly messages: number;
}

const MESSAGES = 200;
/** First ones, which do not count: browsers compile what runs often. */
const WARM_UP = 20;
/** Time between two messages, ms: nothing else happens meanwhile. */
const PAUSE_MS = 150;

/** Times of the page's own clock, since 1970: all pages of a browser share it. */
const readTimes = ({ page }: Person): Promise<number[]> =>
  page.evaluate(() => Reflect.get(window, 'times') as number[]);

const recordKeys = ({ page }: Person): Promise<void> =>
  page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { times });
    const record = ({ key, timeStamp }: KeyboardEvent): void => {
      if (key === 'Enter') times.push(performance.timeOrigin + timeStamp);
    };
    addEventListener('keydown', record, { capture: true });
  });

/** Records when each message is painted that contains `message N`. */
const recordPaints = ({ page }: Person): Promise<void> =>
  page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { times });
    const log = document.querySelector('[role=log]');
    const record = (): void => {
      while (log?.textContent?.includes(`message ${times.length},`) === true) {
        const index = times.push(Number.NaN) - 1;
        requestAnimationFrame(() =>
          setTimeout(() => {
            times[index] = performance.timeOrigin + performance.now();
          }),
        );
      }
    };
    const observed = { childList: true, subtree: true, characterData: true };
    if (log !== null) new MutationObserver(record).observe(log, observed);
  });

/** @param isOver ends it early. @throws RangeError when it ended before anything was measured */
async function writeTexts(
  sender: Person,
  receiver: Person,
  isOver: () => Promise<boolean> = () => Promise.resolve(false),
): Promise<ScreenCost> {
  await recordKeys(sender);
  await recordPaints(receiver);
  for (let n = 0; n < MESSAGES && !(await isOver()); n++) {
    await sender.send(`message ${n},`);
    await receiver
      .messagesOf('sender')
      .filter({ hasText: `message ${n},` })
      .waitFor();
    await sender.page.waitForTimeout(PAUSE_MS);
  }
  const [sent, painted] = [await readTimes(sender), await readTimes(receiver)];
  const times = sent.map((time, index) => (painted[index] ?? 0) - time).slice(WARM_UP);
  if (times.length === 0) throw new RangeError(`it ended before ${WARM_UP} messages`);
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), messages: times.length };
}

/** One person writes to another, slowly, while nothing else happens. */
export function measureScreen(): Promise<ScreenCost> {
  return inChromium(async (browser, site) =>
    writeTexts(...(await enterPair(browser, site, ['sender', 'receiver']))),
  );
}

/** One person writes to another, slowly, while they send the same person a file of so many bytes, at most until it arrives. */
export async function measureScreenBesideFile(bytes: number): Promise<ScreenCost> {
  return withLargeFile(bytes, (path) =>
    inChromium(async (browser, site) => {
      const [sender, receiver] = await enterPair(browser, site, ['sender', 'receiver']);
      const done = receiver.history.getByRole('button', { name: /^Save / });
      await sender.page.getByLabel('Attach files').setInputFiles(path);
      await sender.page.getByRole('button', { name: 'Send', exact: true }).click();
      await receiver.history.getByRole('button', { name: 'Download' }).click({ timeout: 0 });
      return writeTexts(sender, receiver, () => done.isVisible());
    }),
  );
}

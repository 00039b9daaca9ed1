import type { Page } from '@playwright/test';
import { storeManyConversations } from '../../e2e/support/long-history.ts';
import { enterPair, inChromium } from './pages.ts';
import { quantile } from './sample.ts';

/** What a search in all messages costs; times in ms. */
export interface SearchCost {
  readonly conversations: number;
  readonly messages: number;
  /** From opening the search until the first query has its final results: everything is read. */
  readonly cold: number;
  /** From a change of the query until its results are painted, everything being in memory. */
  readonly p50: number;
  readonly p95: number;
  readonly searches: number;
}

const CONVERSATIONS = 20;
const MESSAGES_EACH = 500;
const ROUNDS = 10;
/** From one that all messages contain to one that none does, as somebody types them. */
const QUERIES = [
  'm',
  'me',
  'mes',
  'message',
  'message 4',
  'message 42',
  'words more',
  'xyz',
  'and',
];

const FIELD = 'Search messages';

async function coldSearch(page: Page): Promise<number> {
  const start = performance.now();
  await page.getByRole('button', { name: FIELD }).click();
  await page.getByRole('searchbox', { name: FIELD }).fill('message 499');
  await page.getByText(`Messages found: ${CONVERSATIONS}`).waitFor();
  return performance.now() - start;
}

/** Types queries, and waits after each until its results are painted. */
const warmSearches = (page: Page): Promise<number[]> =>
  page.getByRole('searchbox', { name: FIELD }).evaluate(
    async (field, { queries, rounds }) => {
      if (!(field instanceof HTMLInputElement)) throw new TypeError('not a field');
      const times: number[] = [];
      for (let n = 0; n < rounds * queries.length; n++) {
        const start = performance.now();
        field.value = queries[n % queries.length] ?? '';
        field.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        times.push(performance.now() - start);
      }
      return times;
    },
    { queries: QUERIES, rounds: ROUNDS },
  );

/** What a search in 10,000 messages of 20 conversations costs. */
export function measureSearch(): Promise<SearchCost> {
  return inChromium(async (browser, site) => {
    const [reader] = await enterPair(browser, site, ['reader', 'writer']);
    await reader.page.keyboard.press('Escape');
    await storeManyConversations(reader, CONVERSATIONS, MESSAGES_EACH);
    const cold = await coldSearch(reader.page);
    const times = await warmSearches(reader.page);
    return {
      conversations: CONVERSATIONS,
      messages: CONVERSATIONS * MESSAGES_EACH,
      cold,
      p50: quantile(times, 0.5),
      p95: quantile(times, 0.95),
      searches: times.length,
    };
  });
}

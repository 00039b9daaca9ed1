import { randomBytes } from 'node:crypto';
import { type Browser, type BrowserContext, chromium, errors, type Page } from '@playwright/test';
import { CHROMIUM } from '../toolchain/browsers.ts';
import { findTool, ToolMissing } from '../toolchain/tool.ts';

const USAGE = 'scripts/smoke ADDRESS';
const STEP_TIMEOUT_MS = 30_000;

/** The smoke test could not start; the message says why. */
class SmokeError extends Error {
  override readonly name = 'SmokeError';
}

/** A person with a new profile and a name, who uses only visible controls. */
class Visitor {
  readonly #page: Page;
  readonly name: string;

  private constructor(page: Page, name: string) {
    this.#page = page;
    this.name = name;
  }

  static async arrive(context: BrowserContext, address: string, name: string): Promise<Visitor> {
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_TIMEOUT_MS);
    await page.goto(address);
    await page.getByRole('textbox', { name: 'Your name' }).fill(name);
    await page.getByRole('button', { name: 'Start chatting' }).click();
    await page.getByRole('region', { name: 'People', exact: true }).waitFor();
    return new Visitor(page, name);
  }

  async #open(list: string, name: string): Promise<void> {
    const region = this.#page.getByRole('region', { name: list, exact: true });
    await region.getByRole('button', { name }).click();
  }

  async write(to: Visitor, text: string): Promise<void> {
    await this.#open('People', to.name);
    const composer = this.#page.getByRole('textbox', { name: /^Message/ });
    await composer.fill(text);
    await composer.press('Enter');
  }

  /** Reads the request with the other person's first message, and accepts it. */
  async accept(from: Visitor, text: string): Promise<void> {
    await this.#open('Message requests', from.name);
    await this.#page.getByRole('button', { name: 'Accept', exact: true }).click();
    await this.#page.getByRole('log').getByText(text, { exact: true }).waitFor();
  }

  /** Waits for the mark that follows the peer's receipt. */
  async isDelivered(): Promise<void> {
    const marks = this.#page.getByRole('log').getByRole('img', { name: /^(Delivered|Read)$/ });
    await marks.first().waitFor();
  }
}

/** The certificate may be self-signed where no domain is configured; what is tested is the chat. */
async function talk(browser: Browser, address: string): Promise<void> {
  const profile = (): Promise<BrowserContext> => browser.newContext({ ignoreHTTPSErrors: true });
  const mark = randomBytes(4).toString('hex');
  const ann = await Visitor.arrive(await profile(), address, `smoke-a-${mark}`);
  const ben = await Visitor.arrive(await profile(), address, `smoke-b-${mark}`);
  await ann.write(ben, `hello ${mark}`);
  await ben.accept(ann, `hello ${mark}`);
  await ann.isDelivered();
}

async function main([address, ...more]: readonly string[]): Promise<void> {
  if (address === undefined || more.length > 0 || !URL.canParse(address)) {
    throw new SmokeError(`Usage: ${USAGE}`);
  }
  const executablePath = await findTool(CHROMIUM);
  // Chromium does not start its sandbox as root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args });
  try {
    await talk(browser, address);
  } finally {
    await browser.close();
  }
  process.stdout.write(`Two people talked at ${address}\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const known = [SmokeError, ToolMissing, errors.TimeoutError].some(
    (kind) => error instanceof kind,
  );
  if (!known && !(error instanceof Error && error.message.includes('net::'))) throw error;
  process.stderr.write(`smoke: ${error instanceof Error ? error.message : ''}\n`);
  process.exitCode = 1;
}

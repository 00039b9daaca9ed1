import { expressionOf } from './engine.ts';

/** The key of an element reference (W3C WebDriver, 11). */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
/** Enter (W3C WebDriver, 17.4.2). */
const ENTER = '\uE007';

export type ElementReference = { readonly [ELEMENT]: string };

/** A session of W3C WebDriver: https://www.w3.org/TR/webdriver2. */
export class WebDriverSession {
  readonly #base: string;
  readonly version: string;

  private constructor(base: string, version: string) {
    this.#base = base;
    this.version = version;
  }

  /** @param driver the address of the driver's server */
  static async open(driver: string, capabilities: object): Promise<WebDriverSession> {
    const body = { capabilities: { alwaysMatch: capabilities } };
    const created = await request<{
      sessionId: string;
      capabilities: { browserVersion: string };
    }>('POST', `${driver}/session`, body);
    return new WebDriverSession(
      `${driver}/session/${created.sessionId}`,
      created.capabilities.browserVersion,
    );
  }

  open(url: string): Promise<void> {
    return request('POST', `${this.#base}/url`, { url });
  }

  reload(): Promise<void> {
    return request('POST', `${this.#base}/refresh`, {});
  }

  /** Runs a function in the page and returns its result. */
  run<Args extends unknown[], Result>(
    action: (...args: Args) => Result,
    ...args: Args
  ): Promise<Result> {
    const script = `return ${expressionOf(action, ...args)}`;
    return request('POST', `${this.#base}/execute/sync`, { script, args: [] });
  }

  click(element: ElementReference): Promise<void> {
    return request('POST', `${this.#base}/element/${element[ELEMENT]}/click`, {});
  }

  /** Types into an element; `\n` is Enter. */
  type(element: ElementReference, text: string): Promise<void> {
    const keys = text.replaceAll('\n', ENTER);
    return request('POST', `${this.#base}/element/${element[ELEMENT]}/value`, { text: keys });
  }

  close(): Promise<void> {
    return request('DELETE', this.#base);
  }
}

async function request<Result>(method: string, url: string, body?: object): Promise<Result> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { value } = (await response.json()) as { value: Result & { message?: string } };
  if (!response.ok) throw new Error(`WebDriver: ${value?.message ?? response.status}`);
  return value;
}

/** A control of the page, as the driver of an engine uses it. */
export interface Control {
  click(): Promise<void>;
  /** Types into the control, after what it contains; `\n` is Enter. */
  type(text: string): Promise<void>;
  /** Chooses a file of this computer. */
  choose(path: string): Promise<void>;
}

/** A page in a browser of its own, which has the focus: only then what it shows counts as read. */
export interface EnginePage {
  open(address: string): Promise<void>;
  reload(): Promise<void>;
  /** The visible, enabled control with a role and a name, within a region if one is named. */
  find(role: Role, name: string, region?: string): Promise<Control | undefined>;
  /** The messages of the open conversation: author and text, oldest first. */
  messages(): Promise<readonly (readonly [author: string, text: string])[]>;
  /** The marks of own messages. */
  marks(): Promise<readonly string[]>;
  /** The widths of the pictures in the open conversation, pixels: 0 for one that is not decoded. */
  pictures(): Promise<readonly number[]>;
  /** What is on the screen, for the report of a failure. */
  text(): Promise<string>;
}

/** A running browser. */
export interface Engine {
  readonly name: string;
  readonly version: string;
  /** Opens a page in a new profile. */
  newPage(): Promise<EnginePage>;
  stop(): Promise<void>;
}

export type Role = 'button' | 'textbox' | 'file';

/**
 * An expression that runs a function in a page. tsx marks inner functions with calls of `__name`, which pages do not
 * have.
 */
export const expressionOf = <Args extends unknown[]>(
  action: (...args: Args) => unknown,
  ...args: Args
): string =>
  `(() => { const __name = (it) => it; return (${action})(...${JSON.stringify(args)}); })()`;

/**
 * Runs in the page: the visible, enabled control with a role and a name. Engines do not agree on how a driver asks for
 * these, so the part of Accessible Name and Description Computation that this page needs is here.
 */
export function findControl(role: Role, name: string, region: string): Element | null {
  const selectors = {
    button: 'button',
    textbox: 'input:not([type]), [type=text], textarea',
    file: '[type=file]',
  };
  const roots = [...document.querySelectorAll('section')].filter(
    (section) => section.getAttribute('aria-label') === region,
  );
  const root = region === '' ? document : roots[0];
  const nameOf = (element: Element): string => {
    const labels = element instanceof HTMLInputElement ? element.labels : null;
    const text = element.getAttribute('aria-label') ?? labels?.[0]?.textContent;
    return (text ?? element.textContent ?? '').trim();
  };
  const isMatch = (element: Element): boolean =>
    element.checkVisibility() &&
    element.ariaDisabled !== 'true' &&
    (region === '' ? nameOf(element) === name : nameOf(element).includes(name));
  return [...(root?.querySelectorAll(selectors[role]) ?? [])].find(isMatch) ?? null;
}

/** Runs in the page. */
export const readMessages = (): [string, string][] =>
  [...document.querySelectorAll('[role=log] article')].map((article) => [
    article.getAttribute('aria-label') ?? '',
    article.querySelector('.bubble')?.textContent ?? '',
  ]);

/** Runs in the page. Messages of others have a hidden one. */
export const readMarks = (): string[] =>
  [...document.querySelectorAll('[role=log] article [role=img].mark:not([hidden])')].map(
    (mark) => mark.getAttribute('aria-label') ?? '',
  );

/** Runs in the page. A preview does not count. */
export const readPictures = (): number[] =>
  [...document.querySelectorAll<HTMLImageElement>('[role=log] article img:not(.preview)')].map(
    ({ naturalWidth }) => naturalWidth,
  );

/** Runs in the page. */
export const readText = (): string => document.querySelector('.root')?.textContent ?? '';

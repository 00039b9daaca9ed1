import { Session } from 'node:inspector/promises';

/**
 * How much work an action does, as a number that is the same on every machine: how often each block of
 * the product's code ran (V8 counts them precisely), and how many characters, bytes and elements were
 * handed to built-in functions, which V8 does not count.
 */

/** Work of a built-in function, computed from its receiver, arguments and result. */
type Cost = (self: object, args: readonly unknown[], result: unknown) => number;

const lengthOf = (value: unknown): number => {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
  return 0;
};
const ofSelf: Cost = (self) => lengthOf(self instanceof String ? self.valueOf() : self);
const ofFirst: Cost = (_self, [first]) => lengthOf(first);
const ofResult: Cost = (_self, _args, result) => lengthOf(result);
const lastIndexOf = (self: unknown): number => (self instanceof RegExp ? self.lastIndex : 0);
const isSticky = (self: unknown): boolean => self instanceof RegExp && self.sticky;
/**
 * A global expression has searched up to its last index, or to the end of the text. A sticky one
 * does not search.
 */
const ofMatch: Cost = (self, [text]) =>
  isSticky(self) ? 1 : lastIndexOf(self) || String(text).length;
/** ICU takes quadratic time to encode each label of a host. */
const ofHost: Cost = (_self, [address]) => {
  const host = /^\w+:\/\/([^/?#]*)/.exec(String(address))?.[1] ?? '';
  const labels = host.split('.').filter((label) => /\P{ASCII}/u.test(label));
  return String(address).length + labels.reduce((sum, label) => sum + label.length ** 2, 0);
};

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;

const COUNTED: readonly (readonly [object, readonly PropertyKey[], Cost])[] = [
  [
    String.prototype,
    [
      'split',
      'normalize',
      'toLowerCase',
      'toUpperCase',
      'replace',
      'replaceAll',
      'trim',
      'trimEnd',
    ],
    ofSelf,
  ],
  [String.prototype, [Symbol.iterator], ofSelf],
  [String.prototype, ['slice', 'substring', 'repeat', 'padStart'], ofResult],
  [RegExp.prototype, ['exec', 'test'], ofMatch],
  [
    Array.prototype,
    [
      'some',
      'every',
      'find',
      'findLast',
      'findIndex',
      'filter',
      'map',
      'flatMap',
      'sort',
      'includes',
    ],
    ofSelf,
  ],
  [Array.prototype, ['slice', 'concat', 'flat'], ofResult],
  [typedArray, ['every', 'set', 'fill'], ofSelf],
  [typedArray, ['slice'], ofResult],
  [TextDecoder.prototype, ['decode'], ofFirst],
  [TextEncoder.prototype, ['encode'], ofFirst],
  [JSON, ['parse'], ofFirst],
  [URL, ['canParse'], ofHost],
  [globalThis, ['atob', 'btoa'], ofFirst],
];

/** Counts what is passed to built-in functions until it is stopped. */
class HandedOver {
  units = 0;
  readonly #restore: (() => void)[] = [];

  constructor() {
    for (const [owner, names, cost] of COUNTED) {
      for (const name of names) this.#count(owner, name, cost);
    }
  }

  stop(): void {
    for (const restore of this.#restore) restore();
  }

  #count(owner: object, name: PropertyKey, cost: Cost): void {
    const original: (...args: unknown[]) => unknown = Reflect.get(owner, name);
    const note = (units: number): void => {
      this.units += Math.max(1, units);
    };
    const counted = function (this: object, ...args: unknown[]): unknown {
      const before = lastIndexOf(this);
      const result = Reflect.apply(original, this, args);
      note(cost(this, args, result) - before);
      return result;
    };
    const put = (value: unknown): void => {
      Object.defineProperty(owner, name, { value, configurable: true, writable: true });
    };
    put(counted);
    this.#restore.push(() => put(original));
  }
}

const isProduct = (url: string): boolean => /\/(?:src|node_modules\/valibot)\//.test(url);

/**
 * Starts counting work. Functions that ran earlier are not counted block by block, so a test file
 * starts it before anything else.
 */
export class WorkCounter {
  readonly #session = new Session();

  static async start(): Promise<WorkCounter> {
    const counter = new WorkCounter();
    counter.#session.connect();
    await counter.#session.post('Profiler.enable');
    const precisely = { callCount: true, detailed: true };
    await counter.#session.post('Profiler.startPreciseCoverage', precisely);
    return counter;
  }

  /** Steps of the product's code during an action, and units passed to built-in functions. */
  async of(action: () => unknown): Promise<number> {
    await this.#takeSteps();
    const handed = new HandedOver();
    try {
      await action();
    } finally {
      handed.stop();
    }
    return handed.units + (await this.#takeSteps());
  }

  stop(): void {
    this.#session.disconnect();
  }

  /** Steps since they were last read. */
  async #takeSteps(): Promise<number> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    return result
      .filter(({ url }) => isProduct(url))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
      .reduce((sum, { count }) => sum + count, 0);
  }
}

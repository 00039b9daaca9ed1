/** Functions that look at the whole string. */
const OF_STRINGS = ['split', 'normalize', 'toLowerCase', 'replace', Symbol.iterator];

type Cost = (self: object, args: readonly unknown[], result: unknown) => number;

/**
 * How many characters are handed to the built-in functions for strings and regular expressions
 * during an action: a measure of its work that is the same on every machine.
 */
export function countedSteps(action: () => unknown): number {
  let steps = 0;
  const restore: (() => void)[] = [];
  const count = (owner: object, name: string | symbol, cost: Cost): void => {
    const original: (...args: unknown[]) => unknown = Reflect.get(owner, name);
    const counted = function (this: object, ...args: unknown[]): unknown {
      const before = lastIndexOf(this);
      const result = Reflect.apply(original, this, args);
      steps += Math.max(1, cost(this, args, result) - before);
      return result;
    };
    Object.defineProperty(owner, name, { value: counted, configurable: true, writable: true });
    restore.push(() =>
      Object.defineProperty(owner, name, { value: original, configurable: true, writable: true }),
    );
  };
  for (const name of OF_STRINGS) count(String.prototype, name, (self) => String(self).length);
  count(String.prototype, 'slice', (_self, _args, result) => String(result).length);
  for (const name of ['exec', 'test']) {
    // A global expression has come to its last index, or to the end of the text.
    count(RegExp.prototype, name, (self, [text]) => lastIndexOf(self) || String(text).length);
  }
  try {
    action();
  } finally {
    for (const each of restore) each();
  }
  return steps;
}

const lastIndexOf = (self: object): number => (self instanceof RegExp ? self.lastIndex : 0);

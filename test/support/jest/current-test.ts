import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Jest keeps the test that runs in an AsyncLocalStorage. Before version 24, Node calls hooks for every promise once one
 * is in use, which takes a sixth of the time of tests with many. Tests of a file run one after the other, so a variable
 * does the same: an error outside of every promise still fails the test during which it happens.
 */

const ORIGINAL = Symbol.for('live-chat: AsyncLocalStorage');
const methods: typeof AsyncLocalStorage.prototype & { [ORIGINAL]?: Original } =
  AsyncLocalStorage.prototype;
type Original = Pick<AsyncLocalStorage<unknown>, 'run' | 'getStore'>;

// Another file may have replaced them before.
const { run, getStore } = methods[ORIGINAL] ?? methods;
methods[ORIGINAL] = { run, getStore };

let jests: AsyncLocalStorage<unknown> | undefined;
let current: unknown;

const isOfJest = (store: unknown): boolean =>
  typeof store === 'object' && store !== null && ('test' in store || 'hook' in store);

methods.run = function <R>(
  this: AsyncLocalStorage<unknown>,
  store: unknown,
  callback: (...args: unknown[]) => R,
  ...args: unknown[]
): R {
  if (!isOfJest(store)) return run.call(this, store, callback, ...args) as R;
  const before = current;
  const end = (): void => {
    current = before;
  };
  jests = this;
  current = store;
  const result = callback(...args);
  void Promise.resolve(result).then(end, end);
  return result;
};

methods.getStore = function (this: AsyncLocalStorage<unknown>): unknown {
  return this === jests ? current : getStore.call(this);
};

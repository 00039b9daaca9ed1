import type { Store } from '../store/store.ts';

/**
 * Decides what happens to one call to the store (`presence.heartbeat`): it is made, rejected or
 * delayed.
 */
export type Interceptor = (method: string, call: () => Promise<unknown>) => Promise<unknown>;

/** Hides from a relay which pod a receiver is on, so that every envelope is queued. */
export const onlyMailboxes: Interceptor = async (method, call) => {
  const reply = await call();
  return method === 'mailboxes.enqueue' ? { ...(reply as object), pod: undefined } : reply;
};

function intercept<T extends object>(noun: string, part: T, interceptor: Interceptor): T {
  return new Proxy(part, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: readonly unknown[]) =>
        interceptor(`${noun}.${String(name)}`, async () => method.apply(target, args));
    },
  });
}

/** The same store, whose calls are intercepted. */
export function withInterceptor(store: Store, interceptor: Interceptor): Store {
  return {
    names: intercept('names', store.names, interceptor),
    people: intercept('people', store.people, interceptor),
    presence: intercept('presence', store.presence, interceptor),
    mailboxes: intercept('mailboxes', store.mailboxes, interceptor),
    strangersMail: intercept('strangersMail', store.strangersMail, interceptor),
    lobby: intercept('lobby', store.lobby, interceptor),
    notifier: store.notifier,
    memory: store.memory,
    addressLimits: intercept('addressLimits', store.addressLimits, interceptor),
    pod: store.pod,
    close: () => store.close(),
  };
}

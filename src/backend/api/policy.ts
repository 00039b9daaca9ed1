import type { Handlers } from './handlers.ts';

/** `account:policy`. */
export function policyHandlers(): Pick<Handlers, 'account:policy'> {
  return { 'account:policy': async () => ({}) };
}

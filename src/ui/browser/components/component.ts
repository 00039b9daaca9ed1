import type { Magics } from '@alpinejs/csp';

/** Types `this` in an Alpine component, including Alpine's magics. */
export function component<T extends object>(parts: T & ThisType<T & Magics>): T {
  return parts;
}

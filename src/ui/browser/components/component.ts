import type { Magics } from '@alpinejs/csp';

/** Gives the parts of an Alpine component the type of `this` that they will have. */
export function component<T extends object>(parts: T & ThisType<T & Magics>): T {
  return parts;
}

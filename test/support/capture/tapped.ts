/** The same object, with a record of everything passed to it. */
export function tapped<T extends object>(target: T, heard: unknown[]): T {
  return new Proxy(target, {
    get: (object, name) => {
      const value: unknown = Reflect.get(object, name, object);
      if (typeof value === 'function') {
        return (...args: readonly unknown[]) => {
          heard.push(...args);
          return Reflect.apply(value, object, args);
        };
      }
      return typeof value === 'object' && value !== null ? tapped(value, heard) : value;
    },
  });
}

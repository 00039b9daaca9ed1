/**
 * A value that is made when it is first needed. The page starts sooner without what few pages need, such as formats of
 * the browser's `Intl`, which take some milliseconds each.
 */
export function lazy<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

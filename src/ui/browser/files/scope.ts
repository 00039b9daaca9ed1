import type { Magics } from '@alpinejs/csp';
import type { MessageView } from '../../../client/views.ts';
import type { Row } from '../conversation/rows.ts';

/**
 * Type `this` like components/component.ts, which is part of the page's one script: code that is
 * loaded later and imported it would split that script.
 */
export function lazily<T extends object>(parts: T & ThisType<T & Magics>): T {
  return parts;
}

/** Within a row of the history. */
export function inRow<T extends object>(
  parts: T &
    ThisType<
      T &
        Magics & {
          readonly row: Row;
          /** In an album (album.ts): the picture, and all of them. */
          readonly tile?: Row;
          readonly album?: readonly MessageView[];
        }
    >,
): T {
  return parts;
}

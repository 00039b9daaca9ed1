import type { Magics } from '@alpinejs/csp';
import type { MessageView } from '../../../client/views.ts';
import type { Row } from '../conversation/rows.ts';

/** Types `this` in an Alpine component within a row of the history. */
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

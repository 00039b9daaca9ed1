/**
 * Path separators, characters that a file system rejects, and everything that could hide or reorder a part
 * of the name: control and format characters (bidi controls among them), line separators, lone surrogates.
 */
const UNSAFE = /[\\/:*?"<>|\p{C}\p{Zl}\p{Zp}]+/gu;

/**
 * A name for a file that is safe to show and to save: without path separators, control characters and bidi
 * controls, and without dots and spaces at its ends.
 */
export const safeFileName = (name: string): string =>
  name.replace(UNSAFE, '_').replace(/^[. ]+|[. ]+$/g, '') || 'file';

import type { FileParts, UnnamedTools } from './file-loader.ts';

/** What the code for files uses of the rest of the client, by name. */
export function nameTools(unnamed: UnnamedTools) {
  const [
    ChatError,
    Transaction,
    sha256,
    toBase64url,
    transcript,
    safeFileName,
    parseText,
    ...more
  ] = unnamed;
  const [decodeRecord, encodeRecord, lastDisplayed, findMessage, replyTo, checkConsent, ...rest] =
    more;
  const [compose, composedTimeline, newId, placeKey, isPushed, partsIn, partsOf, ...limits] = rest;
  const [FILE_NAME_MAX_LENGTH, FILE_PART_BYTES, FILE_PART_SENDS_PER_DAY, ...others] = limits;
  const [FILE_PUSH_MAX_BYTES, FILE_REQUEST_MAX_RANGES, FILE_SEND_BYTES_RATE, ...last] = others;
  const [FILE_SENDS_AT_ONCE, FILE_WINDOW] = last;
  return {
    ...{ ChatError, Transaction, sha256, toBase64url, transcript, safeFileName, parseText },
    ...{ decodeRecord, encodeRecord, lastDisplayed, findMessage, replyTo, checkConsent },
    ...{ compose, composedTimeline, newId, placeKey, isPushed, partsIn, partsOf },
    ...{ FILE_NAME_MAX_LENGTH, FILE_PART_BYTES, FILE_PART_SENDS_PER_DAY, FILE_PUSH_MAX_BYTES },
    ...{ FILE_REQUEST_MAX_RANGES, FILE_SEND_BYTES_RATE, FILE_SENDS_AT_ONCE, FILE_WINDOW },
  };
}

/** What all code for the files of one peer shares. */
export interface FileHost extends FileParts {
  readonly tools: ReturnType<typeof nameTools>;
  /** There is something to do about files. */
  onWork(): void;
}

import type { FileParts, UnnamedTools } from './file-loader.ts';

/** The names of what file-loader.ts passes, in the same order. */
const NAMES = [
  'ChatError',
  'Transaction',
  'sha256',
  'toBase64url',
  'transcript',
  'safeFileName',
  'parseText',
  'decodeRecord',
  'encodeRecord',
  'lastDisplayed',
  'findMessage',
  'replyTo',
  'checkConsent',
  'compose',
  'composedTimeline',
  'newId',
  'placeKey',
  'isPushed',
  'isReadable',
  'partsIn',
  'partsOf',
  'FILE_NAME_MAX_LENGTH',
  'FILE_PART_BYTES',
  'FILE_PART_SENDS_PER_DAY',
  'FILE_PUSH_MAX_BYTES',
  'FILE_REQUEST_MAX_RANGES',
  'FILE_SEND_BYTES_RATE',
  'FILE_SENDS_AT_ONCE',
  'FILE_WINDOW',
] as const;

/** What the code for files uses of the rest of the client, by name. */
type Tools = {
  readonly [At in Extract<keyof UnnamedTools, `${number}`> as NameAt<At>]: UnnamedTools[At];
};
type NameAt<At extends `${number}`> = At extends keyof typeof NAMES ? (typeof NAMES)[At] : never;

export const nameTools = (unnamed: UnnamedTools): Tools =>
  Object.fromEntries(NAMES.map((name, at) => [name, unnamed[at]])) as unknown as Tools;

/** What all code for the files of one peer shares. */
export interface FileHost extends FileParts {
  readonly tools: Tools;
  /** There is something to do about files. */
  onWork(): void;
}

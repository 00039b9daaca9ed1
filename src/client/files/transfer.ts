import * as v from 'valibot';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { FileBody } from '../../protocol/file-record.ts';
import {
  FILE_AUTO_MAX_BYTES,
  FILE_MAX_BYTES,
  FILE_PART_BYTES,
  FILE_PUSH_MAX_BYTES,
} from '../../protocol/limits.ts';

/** The transfer of a file as it is stored, beside the message that announces the file. */

export interface Transfer {
  readonly mine: boolean;
  /** The id of its message. */
  readonly id: string;
  readonly size: number;
  readonly hash: string;
  /**
   * `preparing`: an own file is being copied, and there is no message yet. `active`: the receiver wants it.
   */
  readonly state:
    | 'preparing'
    | 'offered'
    | 'active'
    | 'paused'
    | 'complete'
    | 'failed'
    | 'cancelled'
    | 'refused';
  /** Why it has failed. */
  readonly code?: ErrorCode;
  /** When it began, ms. */
  readonly at: number;
  /** The parts that are here, as ascending ranges; of own files: all. */
  readonly have: [number, number][];
  /** Of own files: how many parts the peer has, as far as they have told. */
  readonly told: number;
  /** Of own files: how often each part was sent since a time, ms, a digit for each part. */
  readonly sent?: { readonly since: number; readonly times: string };
  /** Own file: it is sent unasked as soon as the relay has the message. Theirs: it may be sent unasked. */
  readonly push?: true;
  /** Theirs: the report that it is complete may be lost, and is repeated once, when the peer or this page is back. */
  readonly repeat?: true;
  /** What the peer must still be told: how far the own download is, or that the transfer has ended. */
  readonly owed?: 'progress' | 'cancelled' | 'refused' | 'mismatch';
}
/** Rows are authenticated (sealed-rows.ts), and this is the first version of them. */
export const TRANSFER = v.custom<Transfer>((row) => typeof row === 'object');

const PICTURES = /^image\/(png|jpeg|webp|gif|avif)$/;

/** Pictures and voice messages are seen and heard at once. What they really are is looked at later. */
const isImmediate = ({ media, levels }: FileBody): boolean =>
  PICTURES.test(media) || levels !== undefined;

/** Whether a file is sent without being requested. */
export const isPushed = (file: FileBody): boolean =>
  isImmediate(file) && file.size <= FILE_PUSH_MAX_BYTES;

/** Whether this device has all of the content. */
export const isReadable = ({ mine, state }: Pick<Transfer, 'mine' | 'state'>): boolean =>
  mine ? state !== 'cancelled' : state === 'complete';

/** How many parts a file has. */
export const partsOf = ({ size }: Pick<Transfer, 'size'>): number =>
  Math.ceil(size / FILE_PART_BYTES);

/** How many parts are in ranges. */
export const partsIn = (ranges: Transfer['have']): number =>
  ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);

/** The transfer of a file that a contact has announced. */
export function announced(body: FileBody, at: number): Transfer {
  const { id, size, hash } = body;
  const transfer = { mine: false, id, size, hash, at, have: [], told: 0 };
  if (size > FILE_MAX_BYTES) return { ...transfer, state: 'failed', code: 'file-too-large' };
  const isAutomatic = isImmediate(body) && size <= FILE_AUTO_MAX_BYTES;
  const push = isPushed(body) ? { push: true as const } : {};
  return { ...transfer, ...push, state: isAutomatic ? 'active' : 'offered' };
}

/** Whether something must be done about a transfer. */
export const isPending = ({ mine, state, push, owed, repeat }: Transfer): boolean =>
  owed !== undefined ||
  repeat === true ||
  (mine && push === true) ||
  state === 'preparing' ||
  (!mine && state === 'active');

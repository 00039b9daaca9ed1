import type { Bytes } from '../../../protocol/bytes.ts';
import { ChatError, ERROR_CODES } from '../../../protocol/errors.ts';
import type { QueuedLetter } from '../store.ts';

/** What Redis answers is parsed here and trusted afterwards. A wrong shape is a defect of a script. */

export class ReplyShapeError extends TypeError {
  override readonly name = 'ReplyShapeError';
}

export function listOf(reply: unknown): readonly unknown[] {
  if (Array.isArray(reply)) return reply;
  throw new ReplyShapeError('not a list');
}

export function bytesOf(reply: unknown): Bytes {
  if (!Buffer.isBuffer(reply)) throw new ReplyShapeError('not bytes');
  // A copy: the reply is a piece of a buffer that holds all that came with it.
  return new Uint8Array(reply);
}

export function textOf(reply: unknown): string {
  if (!Buffer.isBuffer(reply)) throw new ReplyShapeError('not a text');
  return reply.toString();
}

export function optionalText(reply: unknown): string | undefined {
  return reply === null || reply === undefined ? undefined : textOf(reply);
}

/** An integer, or one written as text. */
export function numberOf(reply: unknown): number {
  const number = typeof reply === 'number' ? reply : Number(textOf(reply));
  if (Number.isSafeInteger(number)) return number;
  throw new ReplyShapeError('not a number');
}

/** What a script counted, unless it refused by an error code. @throws ChatError */
export function numberOrRefusal(reply: unknown): number {
  if (typeof reply !== 'number') checkRefusal(reply);
  return numberOf(reply);
}

/** Scripts refuse by an error code, and otherwise say nothing. @throws ChatError */
export function checkRefusal(reply: unknown): void {
  const text = textOf(reply);
  if (text === '') return;
  const code = ERROR_CODES.find((known) => known === text);
  if (code === undefined) throw new ReplyShapeError('not an error code');
  throw new ChatError(code);
}

/** A place begins with the time a letter came. */
export function placeOf(reply: unknown): Pick<QueuedLetter, 'place' | 'queuedAt'> {
  const place = textOf(reply);
  return { place, queuedAt: Number.parseInt(place, 10) };
}

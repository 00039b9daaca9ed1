import type { Bytes } from '../../../protocol/bytes.ts';
import { ChatError, ERROR_CODES } from '../../../protocol/errors.ts';
import type { QueuedEnvelope } from '../store.ts';

/** Replies of Redis are parsed here and trusted afterwards. A wrong shape is a defect of a script. */

export class ReplyShapeError extends TypeError {
  override readonly name = 'ReplyShapeError';
}

export function listOf(reply: unknown): readonly unknown[] {
  if (Array.isArray(reply)) return reply;
  throw new ReplyShapeError('not a list');
}

export function bytesOf(reply: unknown): Bytes {
  if (!Buffer.isBuffer(reply)) throw new ReplyShapeError('not bytes');
  // A copy, because the reply is a slice of a buffer with everything that arrived with it.
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

/** Scripts reject by an error code, and otherwise return an empty text. @throws ChatError */
export function checkRejection(reply: unknown): void {
  const text = textOf(reply);
  if (text === '') return;
  const code = ERROR_CODES.find((known) => known === text);
  if (code === undefined) throw new ReplyShapeError('not an error code');
  throw new ChatError(code);
}

/** An entry id consists of the time at which the envelope was queued, and its position. */
export function entryIdOf(
  reply: unknown,
): Pick<QueuedEnvelope, 'entryId' | 'queuedAt' | 'position'> {
  const entryId = textOf(reply);
  const [queuedAt, position] = entryId.split('-').map(Number);
  if (queuedAt === undefined || position === undefined)
    throw new ReplyShapeError('not an entry id');
  return { entryId, queuedAt, position };
}

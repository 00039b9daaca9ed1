import { ChatError } from '../../../protocol/errors.ts';

const isQuota = (cause: unknown): boolean =>
  cause instanceof DOMException && cause.name === 'QuotaExceededError';

/** Converts what IndexedDB throws to a ChatError. */
export function storageError(cause: unknown): ChatError {
  if (cause instanceof ChatError) return cause;
  return new ChatError(isQuota(cause) ? 'storage-full' : 'storage-failed', {}, { cause });
}

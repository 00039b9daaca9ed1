import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { randomBytes } from '../../../src/crypto/random.ts';

const PIECE_BYTES = 65_536;

/** Random bytes, repeated: every part of the file is sealed with a key of its own. */
async function writeLargeFile(path: string, bytes: number): Promise<void> {
  const piece = randomBytes(PIECE_BYTES);
  const pieces = Array.from({ length: Math.ceil(bytes / PIECE_BYTES) }, () => piece);
  await pipeline(Readable.from(pieces), createWriteStream(path));
}

/** Runs a measurement with a file of at least so many bytes, which exists only meanwhile. */
export async function withLargeFile<T>(
  bytes: number,
  measure: (path: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'live-chat-file-'));
  try {
    const path = join(folder, 'large.bin');
    await writeLargeFile(path, bytes);
    return await measure(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

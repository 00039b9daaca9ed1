import { randomBytes } from '../../crypto/random.ts';
import { type Bytes, concat, equal } from '../../protocol/bytes.ts';
import type { FileState, FileView } from '../files/file-views.ts';
import type { MessageRef } from '../views.ts';
import type { ChatDriver } from './chat-driver.ts';

const PIECE_BYTES = 65_536;

/** Random bytes. */
export function randomContent(size: number): Bytes {
  const pieces = Array.from({ length: Math.ceil(size / PIECE_BYTES) }, () =>
    randomBytes(PIECE_BYTES),
  );
  return concat(...pieces).slice(0, size);
}

/** One person sends another a file, which is downloaded only on a tap. Returns its message as the sender sees it. */
export async function sendFile(
  from: ChatDriver,
  to: ChatDriver,
  content: Bytes,
): Promise<MessageRef> {
  const files = await from.chat.files(to.id);
  const source = { name: 'x', type: 'application/zip', content: new Blob([content]) };
  const [ref] = await files.send([source]);
  return ref as MessageRef;
}

/** A file that one of two people sent, as the first one sees it. */
export async function fileOf(
  who: ChatDriver,
  other: ChatDriver,
  { id }: MessageRef,
): Promise<FileView | undefined> {
  return (await who.timeline(other)).find(({ ref }) => ref?.id === id)?.file;
}

/**
 * Waits until a person sees a file in a state, or sees that more than some bytes have arrived.
 * @throws RangeError when it is complete already
 */
export const untilFile = (
  who: ChatDriver,
  other: ChatDriver,
  ref: MessageRef,
  state: FileState,
  bytes = -1,
) =>
  who.until(async () => {
    const file = await fileOf(who, other, ref);
    if (file?.state === 'complete' && state !== 'complete') {
      throw new RangeError('The file has arrived already.');
    }
    return file?.state === state && file.transferred > bytes;
  });

/** Accepts a file as soon as it is offered. */
export async function acceptFile(
  who: ChatDriver,
  other: ChatDriver,
  ref: MessageRef,
): Promise<void> {
  await untilFile(who, other, ref, 'offered');
  await (await who.chat.files(other.id)).accept({ mine: false, id: ref.id });
}

/** Whether the receiver of a file has exactly this content. */
export async function hasFile(
  who: ChatDriver,
  other: ChatDriver,
  { id }: MessageRef,
  content: Bytes,
): Promise<boolean> {
  const blob = await (await who.chat.files(other.id)).open({ mine: false, id });
  return equal(new Uint8Array(await blob.arrayBuffer()), content);
}

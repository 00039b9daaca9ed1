import { safeFileName } from '../../protocol/file-name.ts';
import { FILE_PART_BYTES } from '../../protocol/limits.ts';
import { type MessageRow, refOf } from '../conversation/timeline-entry.ts';
import type { PeerStore } from '../storage/peer-store.ts';
import { placeKey } from '../storage/peer-tables.ts';
import type { MessageRef } from '../views.ts';
import type { FileFacts, FileState, FileView } from './file-views.ts';
import { isReadable, partsIn, type Transfer } from './transfer.ts';

/** A file whose transfer is not known was deleted here, or is shown before it is stored. */
const UNKNOWN: Pick<Transfer, 'mine' | 'state' | 'code' | 'have' | 'told'> = {
  mine: false,
  state: 'failed',
  code: 'file-gone',
  have: [],
  told: 0,
};

function stateOf({ state }: Pick<Transfer, 'state'>, isMoving: boolean): FileState {
  if (state === 'active') return isMoving ? 'transferring' : 'waiting';
  // A file that is being prepared has no message yet.
  if (state !== 'offered' && state !== 'preparing') return state;
  // Some files are sent without being asked for.
  return isMoving ? 'transferring' : 'offered';
}

/** What its sender says about the file of a message. */
export const factsOf = ({ file }: MessageRow): FileFacts | undefined =>
  file && {
    name: safeFileName(file.name),
    type: file.media,
    size: file.size,
    preview: file.picture,
    duration: file.duration,
    waveform: file.levels,
  };

/** The file of a message, as a screen shows it. @param moving the files that are being transferred now */
export function fileView(
  row: MessageRow,
  store: Pick<PeerStore, 'get'>,
  moving: ReadonlySet<string>,
): FileView | undefined {
  const facts = factsOf(row);
  if (facts === undefined) return undefined;
  const key = placeKey(refOf(row) as MessageRef);
  const transfer = store.get('transfers', key) ?? UNKNOWN;
  const { mine, have, told, code } = transfer;
  return {
    ...facts,
    album: row.file?.album,
    state: stateOf(transfer, moving.has(key)),
    transferred: Math.min(facts.size, (mine ? told : partsIn(have)) * FILE_PART_BYTES),
    code,
    isReadable: isReadable(transfer),
  };
}

import type { FileState, FileView } from '../../../client/files/file-views.ts';

/** What a person can do about a transfer. */
export type TransferAction = 'accept' | 'pause' | 'resume' | 'cancel' | 'refuse';

const OFFERED: readonly TransferAction[] = ['accept', 'refuse'];
const NONE: readonly TransferAction[] = [];

const OF_RECEIVER: Readonly<Record<FileState, readonly TransferAction[]>> = {
  offered: OFFERED,
  waiting: ['pause', 'refuse'],
  transferring: ['pause', 'refuse'],
  paused: ['resume', 'refuse'],
  complete: NONE,
  failed: ['accept'],
  cancelled: NONE,
  refused: ['accept'],
};

const ENDED: readonly FileState[] = ['complete', 'failed', 'cancelled', 'refused'];

/** The actions that make sense in the state of a transfer. */
export function actionsOf({ state, code }: FileView, mine: boolean): readonly TransferAction[] {
  if (mine) return ENDED.includes(state) ? NONE : ['cancel'];
  return code === 'file-too-large' ? NONE : OF_RECEIVER[state];
}

/** Whether a bar shows how far it has come. */
export const hasProgress = ({ state, transferred }: FileView): boolean =>
  state === 'transferring' || state === 'paused' || (state === 'waiting' && transferred > 0);

/** From 0 to 1. */
export const progressOf = ({ transferred, size }: FileView): number =>
  size > 0 ? Math.min(1, transferred / size) : 0;

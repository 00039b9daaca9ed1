import { FRAME_BURST, FRAME_RATE } from '../protocol/limits.ts';
import { cutOff } from './cut-off.ts';
import type { RelaySocket } from './relay-server.ts';
import { TokenBucket } from './token-bucket.ts';

/** Cuts a connection off that floods: also with what is no event, or asks for no answer. */
export function limitFrames(conn: RelaySocket['conn'], now: () => number): void {
  const frames = new TokenBucket(FRAME_RATE, FRAME_BURST, now);
  conn.on('message', () => {
    if (frames.take() > 0) cutOff(conn);
  });
}

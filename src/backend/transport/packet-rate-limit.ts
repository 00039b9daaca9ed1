import { FRAME_BURST, FRAME_RATE } from '../../protocol/limits.ts';
import { TokenBucket } from '../limits/rate-limit.ts';
import type { RelaySocket } from './relay-server.ts';
import { cutOff } from './terminate.ts';

/** Cuts a connection off that floods: also with what is no event, asks for no answer, or is Engine.IO's own. */
export function limitFrames(conn: RelaySocket['conn'], now: () => number): void {
  const frames = new TokenBucket(FRAME_RATE, FRAME_BURST, now);
  // Before what it carries is decoded.
  conn.on('packet', () => {
    if (frames.take() > 0) cutOff(conn);
  });
}

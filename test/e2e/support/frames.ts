import type { Page } from '@playwright/test';

/** One WebSocket frame inside TLS. */
export interface Frame {
  readonly direction: 'sent' | 'received';
  /** Which of the page's sockets, in the order in which they were opened. */
  readonly socket: number;
  readonly bytes: Buffer;
}

/**
 * Collects every frame of every socket that a page opens from now on, across reloads. Call it
 * before the page navigates.
 */
export function captureFrames(page: Page): readonly Frame[] {
  const frames: Frame[] = [];
  let sockets = 0;
  page.on('websocket', (socket) => {
    const number = sockets++;
    const collect =
      (direction: Frame['direction']) =>
      ({ payload }: { payload: string | Buffer }): void => {
        frames.push({ direction, socket: number, bytes: Buffer.from(payload) });
      };
    socket.on('framesent', collect('sent'));
    socket.on('framereceived', collect('received'));
  });
  return frames;
}

import type { Page } from '@playwright/test';

/** One WebSocket frame as it went over the wire, after TLS. */
export interface Frame {
  readonly direction: 'sent' | 'received';
  readonly bytes: Buffer;
}

/**
 * Collects every frame of every socket that a page opens from now on, over reloads too. Call it
 * before the page goes anywhere.
 */
export function captureFrames(page: Page): readonly Frame[] {
  const frames: Frame[] = [];
  const collect =
    (direction: Frame['direction']) =>
    ({ payload }: { payload: string | Buffer }): void => {
      frames.push({ direction, bytes: Buffer.from(payload) });
    };
  page.on('websocket', (socket) => {
    socket.on('framesent', collect('sent'));
    socket.on('framereceived', collect('received'));
  });
  return frames;
}

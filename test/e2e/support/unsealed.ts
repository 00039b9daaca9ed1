import type { Page } from '@playwright/test';
import { Encoder } from 'socket.io-msgpack-parser';
import { encodeRecord } from '../../../src/protocol/record.ts';

/** Sends an unsealed record, as no client ever would. */
export async function sendUnsealed(page: Page, text: string): Promise<void> {
  const record = encodeRecord({
    stream: new Uint8Array(16),
    seq: 1,
    clock: 1,
    sent: 0,
    prev: new Uint8Array(32),
    body: { type: 'text', id: 'A'.repeat(22), text },
  });
  const data = ['message:send', { envelope: Buffer.from(record) }];
  // An array with one element, whatever its type says.
  const [frame] = [new Encoder().encode({ type: 2, nsp: '/', data })].flat();
  await page.evaluate(
    ([address, bytes]) =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${address}/socket.io/?EIO=4&transport=websocket`);
        socket.onopen = () => socket.send(new Uint8Array(bytes));
        socket.onclose = resolve;
      }),
    [new URL(page.url()).origin.replace('http', 'ws'), [...new Uint8Array(frame ?? [])]] as const,
  );
}

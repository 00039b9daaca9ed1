import { safetyNumber } from '../../../crypto/safety-number.ts';
import { fromBase64url } from '../../../protocol/bytes.ts';
import {
  type CodeResult,
  checkSafetyCode,
  formatSafetyCode,
  type KeyPair,
} from '../../../protocol/safety-code.ts';
import type { App } from '../app.ts';
import { component } from '../component.ts';
import { codePath } from '../qr/path.ts';
import { canScan } from './camera.ts';
import { sheet } from './sheet.ts';

const GROUP = /\d{5}/g;

/** What is compared with the peer of the open conversation: a number of 60 digits, or a QR code. */
export const verification = (app: App) => {
  const { view } = app;
  const peer = view.open ?? '';
  const keys: KeyPair = {
    own: fromBase64url(view.profile?.peer ?? ''),
    peer: fromBase64url(peer),
  };
  const scanning = new AbortController();
  return component({
    ...sheet(view),
    groups: [] as readonly string[],
    code: codePath(formatSafetyCode(keys)),
    canScan: false,
    isScanning: false,
    /** What came of a scan. */
    result: '' as CodeResult | 'no-camera' | '',

    get name(): string {
      return app.conversation(peer)?.name ?? '';
    },
    get isVerified(): boolean {
      return app.conversation(peer)?.verified ?? false;
    },

    async init(): Promise<void> {
      this.show();
      this.groups = (await safetyNumber(keys.own, keys.peer)).match(GROUP) ?? [];
      this.canScan = await canScan();
    },
    destroy(): void {
      scanning.abort();
    },
    mark(verified: boolean): Promise<void> {
      this.result = '';
      return app.attempt(app.chat.setVerified(peer, verified));
    },
    async scan(): Promise<void> {
      this.isScanning = true;
      this.result = '';
      await this.$nextTick();
      const { scanCode } = await import('./scanner.ts');
      const text = await scanCode(this.$refs['camera'] as HTMLVideoElement, scanning.signal);
      this.isScanning = false;
      this.result = text === undefined ? 'no-camera' : checkSafetyCode(text, keys);
      if (this.result === 'match') await app.attempt(app.chat.setVerified(peer, true));
    },
  });
};

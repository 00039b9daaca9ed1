import { SafetyCheck } from '../../../client/keys/safety-check.ts';
import type { CodeResult } from '../../../protocol/safety-code.ts';
import type { App } from '../app/app.ts';
import { codePath } from '../qr/path.ts';
import { canScan, scanCode } from './camera.ts';
import { dialog } from './dialog.ts';

const GROUP = /\d{5}/g;

/** The safety number of the open conversation: 60 digits and a QR code to compare with the peer. */
export const verification = (app: App) => {
  const { view } = app;
  const peer = view.open ?? '';
  const safety = new SafetyCheck(app.chat.identityKeys(peer));
  const scanning = new AbortController();
  return dialog(view, {
    groups: [] as readonly string[],
    code: codePath(safety.code),
    canScan: false,
    isScanning: false,
    /** The result of a scan. */
    result: '' as CodeResult | 'no-camera' | '',

    get name(): string {
      return app.conversation(peer)?.name ?? '';
    },
    /** Nothing can be marked as verified before the number is shown. */
    get isReady(): boolean {
      return this.groups.length > 0;
    },
    get isVerified(): boolean {
      return app.conversation(peer)?.verified ?? false;
    },

    async init(): Promise<void> {
      this.show();
      this.groups = (await safety.number()).match(GROUP) ?? [];
      this.canScan = await canScan();
    },
    destroy(): void {
      scanning.abort();
    },
    async mark(verified: boolean): Promise<void> {
      if (!this.isReady) return;
      this.result = '';
      await app.attempt(app.chat.setVerified(peer, verified));
    },
    async scan(): Promise<void> {
      this.isScanning = true;
      this.result = '';
      await this.$nextTick();
      const text = await scanCode(this.$refs['camera'] as HTMLVideoElement, scanning.signal);
      this.isScanning = false;
      this.result = text === undefined ? 'no-camera' : safety.check(text);
      if (this.result === 'match') await app.attempt(app.chat.setVerified(peer, true));
    },
  });
};

import type { App } from '../app/app.ts';
import { codePath } from '../qr/path.ts';
import { dialog } from './dialog.ts';

/** The user's invite link, as text and as a QR code. */
export const invitation = (app: App) => {
  const { privacy } = app.chat;
  return dialog(app.view, {
    link: privacy.inviteLink,
    code: codePath(privacy.inviteLink),
    isCopied: false,
    isRenewed: false,

    init(): void {
      this.show();
    },
    async copy(): Promise<void> {
      await navigator.clipboard.writeText(this.link);
      Object.assign(this, { isCopied: true, isRenewed: false });
    },
    /** The old link is no longer an invitation. */
    async renew(): Promise<void> {
      await app.attempt(privacy.renewInvite());
      const link = privacy.inviteLink;
      Object.assign(this, { link, code: codePath(link), isCopied: false, isRenewed: true });
    },
  });
};

import type { App } from '../app/app.ts';
import { codePath } from '../qr/path.ts';
import { dialog } from './dialog.ts';

/** The user's invite link, as text and as a QR code. */
export const invitation = (app: App) => {
  const link = app.chat.privacy.inviteLink;
  return dialog(app.view, {
    link,
    code: codePath(link),
    isCopied: false,

    init(): void {
      this.show();
    },
    async copy(): Promise<void> {
      await navigator.clipboard.writeText(link);
      this.isCopied = true;
    },
  });
};

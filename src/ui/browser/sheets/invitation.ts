import type { App } from '../app.ts';
import { codePath } from '../qr/path.ts';
import { sheet } from './sheet.ts';

/** A link that leads to this person, as text and as a QR code. */
export const invitation = (app: App) => {
  const link = app.chat.inviteLink;
  return sheet(app.view, {
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

import type { App } from '../app/app.ts';
import { dialog } from './dialog.ts';

/** Lists the keys that the chat understands. */
export const keyboardHelp = ({ view }: App) =>
  dialog(view, {
    isMac: /Mac|iPhone|iPad/.test(navigator.userAgent),

    init(): void {
      this.show();
    },
  });

import type { Page } from '@playwright/test';
import type { ChosenFile } from './pictures.ts';

/** What an app shares: fields of the form by their names in the manifest, and files. */
export interface Sharing {
  readonly fields?: Readonly<Record<string, string>>;
  readonly files?: readonly ChosenFile[];
  /** How many bytes one more file has. */
  readonly bytes?: number;
  /** Whether the form says which site sends it. An app's form does not. */
  readonly isSigned?: boolean;
  /** Where the answer is shown. An app opens a window. */
  readonly target?: '_self' | 'frame';
}

/** Sends a form from a page of another site to where apps share. */
export async function share(
  page: Page,
  address: string,
  { fields = {}, files = [], bytes = 0, isSigned = false, target = '_self' }: Sharing,
): Promise<void> {
  const encoded = files.map(({ name, mimeType, buffer }) => ({
    name,
    type: mimeType,
    base64: buffer.toString('base64'),
  }));
  await page.evaluate(
    ({ action, fields, encoded, bytes, isSigned, target }) => {
      const meta = document.createElement('meta');
      meta.name = 'referrer';
      meta.content = isSigned ? 'unsafe-url' : 'no-referrer';
      const frame = document.createElement('iframe');
      frame.name = 'frame';
      const form = document.createElement('form');
      Object.assign(form, { action, method: 'POST', enctype: 'multipart/form-data', target });
      for (const [name, value] of Object.entries(fields)) {
        const field = document.createElement('textarea');
        Object.assign(field, { name, value });
        form.append(field);
      }
      const transfer = new DataTransfer();
      for (const { name, type, base64 } of encoded) {
        const content = Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
        transfer.items.add(new File([content], name, { type }));
      }
      if (bytes > 0) {
        transfer.items.add(new File([new Uint8Array(bytes)], 'large.png', { type: 'image/png' }));
      }
      const input = document.createElement('input');
      Object.assign(input, { type: 'file', name: 'files', multiple: true });
      input.files = transfer.files;
      form.append(input);
      document.head.append(meta);
      document.body.append(frame, form);
      form.submit();
    },
    { action: `${address}/share`, fields, encoded, bytes, isSigned, target },
  );
}

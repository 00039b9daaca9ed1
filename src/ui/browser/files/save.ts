/** The browser reads the content after the click. */
const KEPT_MS = 60_000;

/**
 * Saves content where the browser saves downloads.
 * @param name without separators; the browser replaces what the file system forbids
 */
export function saveBlob(content: Blob, name: string): void {
  // Of no type, so that no browser displays it instead.
  const bytes = content.slice(0, content.size, 'application/octet-stream');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}

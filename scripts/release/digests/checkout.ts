import { assemblePage } from '../../../src/ui/builder/page.ts';
import { PAGE_SOURCE } from '../../../src/ui/builder/paths.ts';

/**
 * The page that this checkout builds: bytes by address.
 * @throws BuildError
 */
export async function buildCheckout(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { documents, assets } = await assemblePage({ source: PAGE_SOURCE });
  const written = [...documents].map(([file, text]) => [file, Buffer.from(text)] as const);
  return new Map(
    [...written, ...assets].map(([file, bytes]) => [
      file === 'index.html' ? '/' : `/${file}`,
      bytes,
    ]),
  );
}

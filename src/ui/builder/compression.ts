import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants, gunzip, gzip } from 'node:zlib';

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);
const DECOMPRESS = { '.br': promisify(brotliDecompress), '.gz': promisify(gunzip) } as const;

const TEXT = /\.(?:html|js|css|svg|json|webmanifest|txt)$/;
/** RFC 1952, 2.3.1: byte 9 is the operating system. 255 (unknown) is the same everywhere. */
const GZIP_SYSTEM = 9;
const UNKNOWN_SYSTEM = 255;

/** A compressed variant of a file, and the suffix of its name. */
export interface Variant {
  readonly suffix: '.br' | '.gz';
  readonly bytes: Uint8Array;
}

/** The compressed variants that are smaller than the file; none for compressed formats. */
export async function compress(file: string, bytes: Uint8Array): Promise<Variant[]> {
  if (!TEXT.test(file)) return [];
  const [brotli, gzipped] = await Promise.all([
    compressBrotli(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
    compressGzip(bytes, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  gzipped[GZIP_SYSTEM] = UNKNOWN_SYSTEM;
  const variants: Variant[] = [
    { suffix: '.br', bytes: brotli },
    { suffix: '.gz', bytes: gzipped },
  ];
  return variants.filter((variant) => variant.bytes.length < bytes.length);
}

/** Whether both compressed variants of a file exist, of these bytes. Compressing again would take seconds. */
export async function hasVariants(path: string, bytes: Uint8Array): Promise<boolean> {
  const checks = Object.entries(DECOMPRESS).map(async ([suffix, decompress]) =>
    (await decompress(await readFile(`${path}${suffix}`))).equals(bytes),
  );
  try {
    return (await Promise.all(checks)).every(Boolean);
  } catch {
    return false;
  }
}

/** How a file is shown: a picture, a player, or as a card that can only be saved. */
export type MediaKind = 'picture' | 'video' | 'audio' | 'other';

/** What a file is according to its first bytes. */
export interface MediaType {
  readonly kind: MediaKind;
  /** A MIME type of a fixed list. */
  readonly type: string;
}

/** How many bytes of a file decide: the tracks of a WebM begin within them. */
export const HEAD_BYTES = 4_096;

/** What is not known: never text, HTML or SVG, which a browser would parse. */
const UNKNOWN: MediaType = { kind: 'other', type: 'application/octet-stream' };

const MARKS: readonly (readonly [kind: MediaKind, type: string, ...marks: readonly Mark[]])[] = [
  ['picture', 'image/png', [0, '\x89PNG\r\n\x1a\n']],
  ['picture', 'image/jpeg', [0, '\xff\xd8\xff']],
  ['picture', 'image/gif', [0, 'GIF87a']],
  ['picture', 'image/gif', [0, 'GIF89a']],
  ['picture', 'image/webp', [0, 'RIFF'], [8, 'WEBPVP8']],
  ['audio', 'audio/wav', [0, 'RIFF'], [8, 'WAVE']],
  ['audio', 'audio/flac', [0, 'fLaC']],
  ['audio', 'audio/mpeg', [0, 'ID3']],
  ['other', 'application/pdf', [0, '%PDF-']],
  ['other', 'application/zip', [0, 'PK\x03\x04']],
];
type Mark = readonly [offset: number, text: string];

/**
 * Brands of ISO base media files (ISO/IEC 14496-12, 4.3), as far as browsers show them. Only Safari shows
 * the photos of iPhones; elsewhere they are cards.
 */
const BRANDS: Readonly<Record<string, MediaType>> = {
  avif: { kind: 'picture', type: 'image/avif' },
  avis: { kind: 'picture', type: 'image/avif' },
  'M4A ': { kind: 'audio', type: 'audio/mp4' },
  'M4B ': { kind: 'audio', type: 'audio/mp4' },
  ...Object.fromEntries(
    ['heic', 'heix', 'mif1'].map(
      (brand) => [brand, { kind: 'other', type: 'image/heic' }] as const,
    ),
  ),
  ...Object.fromEntries(
    ['isom', 'iso2', 'iso4', 'iso5', 'iso6', 'mp41', 'mp42', 'avc1', 'dash', 'M4V ', 'MSNV'].map(
      (brand) => [brand, { kind: 'video', type: 'video/mp4' }] as const,
    ),
  ),
};

const at = (head: Uint8Array, [offset, text]: Mark): boolean =>
  head.length >= offset + text.length &&
  [...text].every((character, index) => head[offset + index] === character.charCodeAt(0));

/** Up to so many bytes, one character each. */
const textOf = (head: Uint8Array, from: number, to: number): string =>
  [...head.subarray(from, to)].map((byte) => String.fromCharCode(byte)).join('');

/** The handler of a sound track without one of a picture track: both are boxes of a `moov` at the start. */
function isoMedia(head: Uint8Array): MediaType | undefined {
  if (!at(head, [4, 'ftyp'])) return undefined;
  const found = BRANDS[textOf(head, 8, 12)];
  if (found?.kind !== 'video') return found;
  const text = textOf(head, 12, HEAD_BYTES);
  const isAudio = text.includes('soun') && !text.includes('vide');
  return isAudio ? { kind: 'audio', type: 'audio/mp4' } : found;
}

/** Matroska (RFC 9559, 5.1.4.1.22): the ids of video codecs begin with `V_`. */
function webm(head: Uint8Array): MediaType | undefined {
  if (!at(head, [0, '\x1a\x45\xdf\xa3'])) return undefined;
  const text = textOf(head, 4, HEAD_BYTES);
  if (!text.includes('webm')) return undefined;
  const isVideo = /V_(?:VP8|VP9|AV1)/.test(text);
  return isVideo ? { kind: 'video', type: 'video/webm' } : { kind: 'audio', type: 'audio/webm' };
}

/** Ogg (RFC 3533, 6): the first page says which codec its stream has. */
function ogg(head: Uint8Array): MediaType | undefined {
  if (!at(head, [0, 'OggS'])) return undefined;
  const text = textOf(head, 28, 36);
  const isAudio = ['OpusHead', '\x01vorbis', '\x7fFLAC'].some((codec) => text.startsWith(codec));
  return isAudio ? { kind: 'audio', type: 'audio/ogg' } : { kind: 'video', type: 'video/ogg' };
}

/** A frame header of MPEG audio layer III (ISO/IEC 11172-3, 2.4.1.3), or of AAC in ADTS. */
function audioFrame([first, second = 0, third = 0]: Uint8Array): MediaType | undefined {
  if (first !== 0xff) return undefined;
  if ((second & 0xf6) === 0xf0) return { kind: 'audio', type: 'audio/aac' };
  const isLayer3 = (second & 0xe6) === 0xe2 && (second & 0x18) !== 0x08;
  const isFrame = isLayer3 && third >> 4 !== 0 && third >> 4 !== 15 && (third & 0x0c) !== 0x0c;
  return isFrame ? { kind: 'audio', type: 'audio/mpeg' } : undefined;
}

/**
 * What a file is, by its content: neither its name nor what its sender says counts. HTML, SVG and
 * other documents are `other`, whatever they are called.
 * @param file its first HEAD_BYTES; what follows is ignored
 */
export function mediaTypeOf(file: Uint8Array): MediaType {
  const head = file.subarray(0, HEAD_BYTES);
  const marked = MARKS.find(([, , ...marks]) => marks.every((mark) => at(head, mark)));
  if (marked !== undefined) return { kind: marked[0], type: marked[1] };
  return isoMedia(head) ?? webm(head) ?? ogg(head) ?? audioFrame(head) ?? UNKNOWN;
}

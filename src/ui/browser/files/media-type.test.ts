import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HEAD_BYTES, mediaTypeOf } from './media-type.ts';
import { bytesOf, PICTURES } from './testing/samples.ts';

const ftyp = (brand: string, rest = ''): Uint8Array =>
  bytesOf([0, 0, 0, 24], `ftyp${brand}`, [0, 0, 2, 0], rest);
const webm = (codec: string): Uint8Array =>
  bytesOf([0x1a, 0x45, 0xdf, 0xa3, 0x9f], 'B\x82\x84webm', [0, 1, 2], codec);
const ogg = (codec: string): Uint8Array => bytesOf('OggS', Array(24).fill(0), codec);

describe('the type of a file', () => {
  it.each([
    ['image/png', PICTURES.png],
    ['image/jpeg', PICTURES.jpeg],
    ['image/gif', PICTURES.gif],
    ['image/webp', PICTURES.webp],
    ['image/webp', PICTURES.losslessWebp],
    ['image/avif', PICTURES.avif],
  ])('is %s, a picture', (type, bytes) => {
    expect(mediaTypeOf(bytes)).toEqual({ kind: 'picture', type });
  });

  it.each([
    ['audio/wav', 'audio', bytesOf('RIFF', [36, 0, 0, 0], 'WAVEfmt ')],
    ['audio/flac', 'audio', bytesOf('fLaC', [0])],
    ['audio/mpeg', 'audio', bytesOf('ID3', [4, 0, 0])],
    ['audio/mpeg', 'audio', bytesOf([0xff, 0xfb, 0x90, 0x64])],
    ['audio/aac', 'audio', bytesOf([0xff, 0xf1, 0x50, 0x80])],
    ['audio/mp4', 'audio', ftyp('M4A ')],
    ['audio/mp4', 'audio', ftyp('isom', 'moov trak hdlr soun')],
    ['video/mp4', 'video', ftyp('isom', 'moov trak hdlr soun trak hdlr vide')],
    ['video/mp4', 'video', ftyp('mp42')],
    ['audio/webm', 'audio', webm('A_OPUS')],
    ['video/webm', 'video', webm('A_OPUS V_VP9')],
    ['audio/ogg', 'audio', ogg('OpusHead')],
    ['audio/ogg', 'audio', ogg('\x01vorbis')],
    ['video/ogg', 'video', ogg('\x80theora')],
    ['application/pdf', 'other', bytesOf('%PDF-1.7')],
    ['image/heic', 'other', ftyp('heic')],
    ['application/zip', 'other', bytesOf('PK\x03\x04')],
  ])('is %s (%s)', (type, kind, bytes) => {
    expect(mediaTypeOf(bytes)).toEqual({ kind, type });
  });

  it.each([
    ['nothing', ''],
    ['text', 'Hello'],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['SVG after a byte order mark', '\xef\xbb\xbf<?xml version="1.0"?><svg/>'],
    ['HTML behind half a PNG signature', '\x89PN<script>'],
    ['a Matroska file that is no WebM', '\x1a\x45\xdf\xa3\x01B\x82\x88matroska V_VP9'],
    ['a RIFF file of another kind', 'RIFF\0\0\0\0AVI LIST'],
    ['MPEG audio with a bit rate that does not exist', '\xff\xfb\xf0\0'],
  ])('is not media: %s', (_case, text) => {
    const { kind, type } = mediaTypeOf(bytesOf(text));
    expect({ kind, type }).toEqual({ kind: 'other', type: 'application/octet-stream' });
  });

  it('depends on its first bytes alone', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        fc.uint8Array({ maxLength: 64 }),
        (head, tail) => {
          const file = new Uint8Array(HEAD_BYTES + tail.length);
          file.set(head);
          const before = mediaTypeOf(file.subarray(0, HEAD_BYTES));
          file.set(tail, HEAD_BYTES);
          expect(mediaTypeOf(file)).toEqual(before);
        },
      ),
    );
  });

  it('is never text or a document that a browser would parse, whatever the bytes are', () => {
    const marks = ['GIF89a', 'RIFF', 'OggS', 'ID3', '%PDF-', '<svg', '\xff\xd8\xff'];
    const file = fc
      .tuple(fc.constantFrom('', ...marks), fc.uint8Array({ maxLength: 200 }))
      .map(([mark, rest]) => bytesOf(mark, [...rest]));
    fc.assert(
      fc.property(file, (bytes) => {
        expect(mediaTypeOf(bytes).type).toMatch(
          /^(?:image\/(?:png|jpeg|gif|webp|avif)|(?:audio|video)\/[a-z0-9]+|image\/heic|application\/(?:pdf|zip|octet-stream))$/,
        );
      }),
    );
  });
});

/** Byte strings: the operations that all layouts of the protocol are built from. */

/** Bytes over a plain (never shared) buffer, as WebCrypto requires. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text as UTF-8. Lone surrogates become U+FFFD, so what is sent is always well-formed. */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** UTF-8 as text. @throws TypeError when the bytes are not well-formed UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** The concatenated parts, in a new buffer. */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Bytes of this length are released: half of what a part of a file has. */
const RELEASED_MIN_BYTES = 32_768;

/**
 * Frees the memory of a part of a file that nobody uses any more, and of everything else in its buffer. Without this, a
 * browser keeps tens of MiB of such buffers until it collects garbage; one that cannot detach a buffer still does.
 * Fewer bytes are left to the garbage collector: to detach 64 bytes takes Chromium 30 µs, because it first has to
 * allocate a buffer for them.
 */
export function release(bytes: Bytes): void {
  if (bytes.length >= RELEASED_MIN_BYTES) (bytes.buffer as Detachable).transfer?.(0);
}

/** ES2024; Node 20 has no such method. */
interface Detachable {
  transfer?(length: number): ArrayBuffer;
}

/** Whether two public byte strings are equal. Not constant-time: never for secrets. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Order of two byte strings: negative, zero or positive, as for `Array.sort`. */
export function compare(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < a.length && index < b.length; index++) {
    const difference = (a[index] as number) - (b[index] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** u32 big-endian. */
export function u32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** u64 big-endian. @throws RangeError unless 0 <= value < 2^53 and whole. */
export function u64(value: number): Bytes {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a u64: ${value}`);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** base64url without padding (RFC 4648 section 5). */
export function toBase64url(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += 8192) {
    // Engines spread a typed array one element after the other, and take it whole as a list of arguments.
    binary += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(start, start + 8192));
  }
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Inverse of `toBase64url`. @throws TypeError when the text is not canonical base64url. */
export function fromBase64url(text: string): Bytes {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) {
    throw new TypeError('not base64url');
  }
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index);
  if (toBase64url(bytes) !== text) throw new TypeError('not canonical base64url');
  return bytes;
}

/**
 * Reads a byte string from front to back; reading past the end or leaving bytes unread is an error.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next `length` bytes, copied. @throws RangeError past the end. */
  take(length: number): Bytes {
    const start = this.#pass(length);
    return new Uint8Array(this.#bytes.subarray(start, start + length));
  }

  u8(): number {
    return this.#bytes[this.#pass(1)] as number;
  }

  u32(): number {
    return this.#view.getUint32(this.#pass(4));
  }

  /** @throws RangeError when 2^53 or more. */
  u64(): number {
    const start = this.#pass(8);
    const value = this.#view.getUint32(start) * 2 ** 32 + this.#view.getUint32(start + 4);
    if (!Number.isSafeInteger(value)) throw new RangeError('integer of 2^53 or more');
    return value;
  }

  /** All remaining bytes. */
  rest(): Bytes {
    return this.take(this.#bytes.length - this.#offset);
  }

  /** @throws RangeError when bytes remain. */
  end(): void {
    if (this.#offset !== this.#bytes.length) throw new RangeError('trailing bytes');
  }

  /** Returns where the next `length` bytes begin, and advances past them. */
  #pass(length: number): number {
    const start = this.#offset;
    if (start + length > this.#bytes.length) throw new RangeError('truncated');
    this.#offset = start + length;
    return start;
  }
}

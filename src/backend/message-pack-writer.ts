/** Of strings up to so many characters, each is looked at: a call into Node's own coder costs more. */
const SHORT = 32;
/** How much is kept for the next value, bytes: more than almost any packet has. */
const SCRATCH_BYTES = 16_384;
const MAX_PREFIX_BYTES = 9;

/**
 * Writes values as MessagePack, byte strings as `bin`, and leaves absent fields out, in one pass over
 * each value.
 */
export class MessagePackWriter {
  #scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  #length = 0;

  /**
   * The encoded value, until the next one is written.
   * @throws TypeError for what MessagePack has no bytes for
   */
  write(value: unknown): Uint8Array {
    if (this.#scratch.length > SCRATCH_BYTES) this.#scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
    this.#length = 0;
    this.#value(value);
    return this.#scratch.subarray(0, this.#length);
  }

  #value(value: unknown): void {
    if (typeof value === 'string') this.#text(value);
    else if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'boolean') this.#byte(value ? 0xc3 : 0xc2);
    else if (value === null || value === undefined) this.#byte(0xc0);
    else if (value instanceof Uint8Array) this.#bytes(value);
    else if (Array.isArray(value)) this.#list(value);
    else if (typeof value === 'object') this.#fields(value);
    else throw new TypeError(`MessagePack has no ${typeof value}`);
  }

  #list(values: readonly unknown[]): void {
    this.#count(values.length, 0x90, 0xdc);
    for (const value of values) this.#value(value);
  }

  #fields(fields: object): void {
    const names = Object.keys(fields).filter((name) => Reflect.get(fields, name) !== undefined);
    this.#count(names.length, 0x80, 0xde);
    for (const name of names) {
      this.#text(name);
      this.#value(Reflect.get(fields, name));
    }
  }

  /** How many values follow: in the prefix, or in two or four bytes after it. */
  #count(count: number, short: number, long: number): void {
    if (count < 16) this.#byte(short | count);
    else this.#sized(count, long - 1, 2);
  }

  #bytes(bytes: Uint8Array): void {
    this.#sized(bytes.length, 0xc4, 1);
    this.#reserve(bytes.length);
    this.#scratch.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #text(text: string): void {
    if (text.length < SHORT && this.#ascii(text)) return;
    const length = Buffer.byteLength(text);
    if (length < 32) this.#byte(0xa0 | length);
    else this.#sized(length, 0xd9, 1);
    this.#reserve(length);
    this.#scratch.write(text, this.#length);
    this.#length += length;
  }

  /** False, with nothing written, when there is more than ASCII. */
  #ascii(text: string): boolean {
    this.#reserve(text.length);
    const start = this.#length + 1;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return false;
      this.#scratch[start + index] = code;
    }
    this.#scratch[this.#length] = 0xa0 | text.length;
    this.#length = start + text.length;
    return true;
  }

  #number(value: number): void {
    if (Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff) {
      if (value < 0x80) this.#byte(value);
      else this.#sized(value, 0xcc, 1);
      return;
    }
    this.#reserve(0);
    this.#scratch[this.#length] = 0xcb;
    this.#length = this.#scratch.writeDoubleBE(value, this.#length + 1);
  }

  /** A number after its prefix, which is the next one for twice as many bytes. */
  #sized(size: number, prefix: number, bytes: 1 | 2): void {
    this.#reserve(0);
    const at = this.#length;
    const scratch = this.#scratch;
    if (size < 0x100 && bytes === 1) {
      scratch[at] = prefix;
      scratch[at + 1] = size;
      this.#length = at + 2;
    } else if (size < 0x1_0000) {
      scratch[at] = prefix + 1;
      this.#length = scratch.writeUInt16BE(size, at + 1);
    } else {
      scratch[at] = prefix + 2;
      this.#length = scratch.writeUInt32BE(size, at + 1);
    }
  }

  #byte(byte: number): void {
    this.#reserve(0);
    this.#scratch[this.#length++] = byte;
  }

  /** Makes room for a prefix and so many bytes more. */
  #reserve(bytes: number): void {
    const needed = this.#length + MAX_PREFIX_BYTES + bytes;
    if (needed <= this.#scratch.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#scratch.length));
    larger.set(this.#scratch.subarray(0, this.#length));
    this.#scratch = larger;
  }
}

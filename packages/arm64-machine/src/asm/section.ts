import type { ObjectRelocation, ObjectSection } from '../image/object-code.js';
import { StatementError } from './assembly-error.js';
import { LiteralPool } from './literal-pool.js';

const nop = 0xd503201f;

/** A section under construction: bytes that grow, and relocations. */
export class Section {
  readonly name: string;
  readonly flags: string;
  readonly nobits: boolean;
  readonly literals = new LiteralPool();
  private readonly relocations: ObjectRelocation[] = [];
  align = 1;
  private bytes = new Uint8Array(256);
  private end = 0;

  constructor(name: string, flags: string, nobits: boolean) {
    this.name = name;
    this.flags = flags;
    this.nobits = nobits;
  }

  get size(): number {
    return this.end;
  }

  get executable(): boolean {
    return this.flags.includes('x');
  }

  /** Makes room for `size` bytes of `fill` and gives their offset. */
  reserve(size: number, fill = 0): number {
    if (this.nobits && fill !== 0) throw this.holdsZeros();
    const offset = this.end;
    if (offset + size > 2 ** 28) throw new StatementError(`section "${this.name}" would be larger than 256 MiB`);
    if (offset + size > this.bytes.length) {
      const grown = new Uint8Array(Math.max(offset + size, 2 * this.bytes.length));
      grown.set(this.bytes);
      this.bytes = grown;
    }
    if (fill !== 0) this.bytes.fill(fill, offset, offset + size);
    this.end += size;
    return offset;
  }

  /** Writes the low `size` bytes of `value`, little-endian, to a place that was reserved. */
  write(offset: number, size: number, value: bigint): void {
    if (this.nobits && value !== 0n) throw this.holdsZeros();
    let rest = BigInt.asUintN(8 * size, value);
    for (let i = 0; i < size; i++, rest >>= 8n) this.bytes[offset + i] = Number(rest & 0xffn);
  }

  writeWord(offset: number, word: number): void {
    if (this.nobits) throw new StatementError(`section "${this.name}" holds no instructions`);
    this.bytes[offset] = word;
    this.bytes[offset + 1] = word >>> 8;
    this.bytes[offset + 2] = word >>> 16;
    this.bytes[offset + 3] = word >>> 24;
  }

  relocate(relocation: ObjectRelocation): void {
    if (this.nobits) throw this.holdsZeros();
    this.relocations.push(relocation);
  }

  append(bytes: Uint8Array): void {
    const offset = this.reserve(bytes.length);
    if (this.nobits && bytes.some((byte) => byte !== 0)) throw this.holdsZeros();
    this.bytes.set(bytes, offset);
  }

  /** Pads to a multiple of `align` bytes unless that takes more than `most`; code with NOPs if no `fill` is given. */
  alignTo(align: number, fill?: bigint, most = Infinity): void {
    const padding = -this.end & (align - 1);
    if (padding > most) return;
    this.align = Math.max(this.align, align);
    if (padding === 0) return;
    if (fill !== undefined || !this.executable) {
      this.reserve(padding, Number(BigInt.asUintN(8, fill ?? 0n)));
      return;
    }
    this.reserve(padding & 3);
    for (let i = padding >> 2; i > 0; i--) this.writeWord(this.reserve(4), nop);
  }

  finish(): ObjectSection {
    const { name, flags, nobits, align } = this;
    const relocations = this.relocations.toSorted((a, b) => a.offset - b.offset);
    return { name, flags, nobits, bytes: this.bytes.slice(0, this.end), align, relocations };
  }

  private holdsZeros(): StatementError {
    return new StatementError(`section "${this.name}" holds no bytes but zeros`);
  }
}

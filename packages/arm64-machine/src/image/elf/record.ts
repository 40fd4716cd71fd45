import { ElfError } from './elf-error.js';

/** Numbers of one record of a file, by their offset in it. What it is called stands in errors. */
export class RecordReader {
  readonly what: string;
  private readonly view: DataView;

  /** @throws ElfError where the file ends before the record does */
  constructor(file: Uint8Array, what: string, offset: number, size: number) {
    this.what = what;
    checkRange(file, what, offset, size);
    this.view = new DataView(file.buffer, file.byteOffset + offset, size);
  }

  u8(offset: number): number {
    return this.view.getUint8(offset);
  }

  u16(offset: number): number {
    return this.view.getUint16(offset, true);
  }

  u32(offset: number): number {
    return this.view.getUint32(offset, true);
  }

  u64(offset: number): bigint {
    return this.view.getBigUint64(offset, true);
  }

  s64(offset: number): bigint {
    return this.view.getBigInt64(offset, true);
  }

  /** A 64-bit number that counts bytes. */
  size(offset: number, name: string): number {
    const value = this.u64(offset);
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw new ElfError(`${this.what}: ${name} 0x${value.toString(16)} is beyond any file`);
    return Number(value);
  }
}

/** @throws ElfError where `size` bytes from `offset` on are not all in the file */
export function checkRange(file: Uint8Array, what: string, offset: number, size: number): void {
  if (offset + size <= file.length) return;
  throw new ElfError(`truncated: ${what} is bytes ${offset}..${offset + size} of a file of ${file.length}`);
}

/** The NUL-terminated string at `offset` of a string table. */
export function stringAt(table: Uint8Array, offset: number, what: string): string {
  const end = offset < table.length ? table.indexOf(0, offset) : -1;
  if (end < 0) throw new ElfError(`${what}: no string at ${offset} of a string table of ${table.length} bytes`);
  return new TextDecoder().decode(table.subarray(offset, end));
}

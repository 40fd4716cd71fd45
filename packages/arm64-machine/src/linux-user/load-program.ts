import { ElfError, loadExecutable, readElf, type SymbolTable } from '../image/index.js';
import type { Memory } from '../memory/memory.js';
import { PAGE_SIZE } from '../memory/page.js';
import { pageUp } from './address-space.js';

/** What the kernel tells a program of itself, in the auxiliary vector. */
export interface LoadedProgram {
  readonly entry: bigint;
  /** Address, size and number of the program headers; address 0 where no segment holds them. */
  readonly headers: { readonly address: bigint; readonly entrySize: number; readonly count: number };
  /** First address behind the segments. */
  readonly end: bigint;
  readonly symbols: SymbolTable;
}

/**
 * Puts the segments of a static AArch64 executable where they belong, reachable from EL0. Segments that share a page
 * share their permissions.
 *
 * @throws ElfError that names the part that is wrong, and what would be accepted
 */
export function loadProgram(memory: Memory, file: Uint8Array): LoadedProgram {
  const needed = readElf(file).loads.reduce((sum, { size }) => sum + size, 0);
  const capacity = memory.buffer.byteLength;
  if (needed > capacity) throw new ElfError(`segments of ${needed} bytes: the process has ${capacity} bytes of memory`);
  const { entry, segments, symbols } = loadExecutable(file);
  let end = 0n;
  for (const { name, address, bytes, perms } of segments) {
    if (bytes.length === 0) continue;
    const size = BigInt(bytes.length);
    if (address + size > 1n << 47n)
      throw new ElfError(`${name} at 0x${address.toString(16)} is outside of a process's addresses`);
    for (let page = address & ~BigInt(PAGE_SIZE - 1); page < address + size;) {
      const shared = memory.regionAt(page);
      if (shared) {
        memory.protect(page, PAGE_SIZE, [...new Set(shared.perms + perms)].join(''));
        page += BigInt(PAGE_SIZE);
        continue;
      }
      let last = page;
      while (last < address + size && !memory.regionAt(last)) last += BigInt(PAGE_SIZE);
      memory.map({ name, base: page, size: Number(last - page), perms, el0: true });
      page = last;
    }
    writeAcross(memory, address, bytes);
    if (address + size > end) end = address + size;
  }
  return { entry, headers: programHeaders(file), end: pageUp(end), symbols };
}

/** Pages of one segment can be in several regions. */
function writeAcross(memory: Memory, address: bigint, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length;) {
    const at = address + BigInt(offset);
    const region = memory.regionAt(at)!;
    const length = Math.min(bytes.length - offset, Number(region.base + BigInt(region.size) - at));
    memory.writeBytes(at, bytes.subarray(offset, offset + length));
    offset += length;
  }
}

function programHeaders(file: Uint8Array): LoadedProgram['headers'] {
  const header = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const [offset, entrySize, count] = [
    header.getBigUint64(32, true),
    header.getUint16(54, true),
    header.getUint16(56, true),
  ];
  const holder = readElf(file).loads.find(({ bytes }) => {
    const start = BigInt(bytes.byteOffset - file.byteOffset);
    return offset >= start && offset < start + BigInt(bytes.length);
  });
  const address = holder ? holder.address + offset - BigInt(holder.bytes.byteOffset - file.byteOffset) : 0n;
  return { address, entrySize, count };
}

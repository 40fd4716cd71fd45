import type { Memory } from '../memory/memory.js';
import { PAGE_SIZE } from '../memory/page.js';
import type { Region } from '../memory/region.js';
import { SystemCallFailure } from './errno.js';

const PROT = { read: 1, write: 2, exec: 4 } as const;

/** Where mappings without a wish of their own go: downwards from here, below the stack. */
const MMAP_TOP = 0x0000_ffff_f000_0000n;
/** End of a process's addresses with 48 bits. */
const TASK_SIZE = 0x0001_0000_0000_0000n;

/** The mappings of one process: what brk, mmap, munmap and mprotect work on, and user memory as system calls see it. */
export class AddressSpace {
  readonly memory: Memory;
  #heapStart = 0n;
  #break = 0n;
  #mmapEnd = MMAP_TOP;

  constructor(memory: Memory) {
    this.memory = memory;
  }

  /** The heap begins empty, at the first page from `end` on. */
  startHeap(end: bigint): void {
    this.#heapStart = this.#break = pageUp(end);
  }

  /** Moves the end of the heap, where that can be done; returns where it is. */
  moveBreak(wanted: bigint): bigint {
    if (wanted < this.#heapStart || wanted > TASK_SIZE) return this.#break;
    const [from, to] = [pageUp(this.#break), pageUp(wanted)];
    try {
      if (to > from) this.#map('heap', from, to - from, PROT.read | PROT.write);
      else if (to < from) this.memory.unmap(to, Number(from - to));
    } catch (error) {
      if (error instanceof SystemCallFailure) return this.#break;
      throw error;
    }
    return (this.#break = wanted);
  }

  /**
   * Maps zeroed pages: at `wanted` where that is free, or `fixed`, whatever is there; somewhere else otherwise.
   *
   * @throws SystemCallFailure EINVAL, ENOMEM
   */
  map(wanted: bigint, length: bigint, protection: number, fixed: boolean): bigint {
    const size = pageUp(length);
    if (size <= 0n || size > TASK_SIZE || (fixed && !isPage(wanted))) throw new SystemCallFailure('EINVAL');
    if (fixed) {
      if (wanted + size > TASK_SIZE) throw new SystemCallFailure('ENOMEM');
      this.memory.unmap(wanted, Number(size));
      return this.#map('mmap', wanted, size, protection);
    }
    const hint = wanted & ~BigInt(PAGE_SIZE - 1);
    if (hint !== 0n && this.isFree(hint, size)) return this.#map('mmap', hint, size, protection);
    const base = this.#mmapEnd - size;
    if (base < pageUp(this.#break) || !this.isFree(base, size)) throw new SystemCallFailure('ENOMEM');
    this.#map('mmap', base, size, protection);
    return (this.#mmapEnd = base);
  }

  isFree(base: bigint, size: bigint): boolean {
    if (base + size > TASK_SIZE) return false;
    return this.memory.regions.every(
      (region) => base + size <= region.base || region.base + BigInt(region.size) <= base,
    );
  }

  unmap(base: bigint, length: bigint): void {
    const size = this.#range(base, length);
    if (size === 0n) throw new SystemCallFailure('EINVAL');
    this.memory.unmap(base, Number(size));
  }

  protect(base: bigint, length: bigint, protection: number): void {
    const size = this.#range(base, length);
    if (!this.memory.protect(base, Number(size), permissions(protection))) throw new SystemCallFailure('ENOMEM');
  }

  /** Bytes that the process gives to a system call. @throws SystemCallFailure EFAULT */
  read(address: bigint, size: number): Uint8Array {
    if (size > this.memory.buffer.byteLength) throw new SystemCallFailure('EFAULT');
    const bytes = new Uint8Array(size);
    this.#pieces(address, size, 'r', (at, offset, length) => bytes.set(this.memory.readBytes(at, length), offset));
    return bytes;
  }

  /** Bytes that a system call gives to the process. @throws SystemCallFailure EFAULT */
  write(address: bigint, bytes: Uint8Array): void {
    this.#pieces(address, bytes.length, 'w', (at, offset, length) =>
      this.memory.writeBytes(at, bytes.subarray(offset, offset + length)),
    );
  }

  readWord(address: bigint): bigint {
    return new DataView(this.read(address, 8).buffer).getBigUint64(0, true);
  }

  /** Unsigned 64-bit words, one after the other. */
  writeWords(address: bigint, ...values: readonly bigint[]): void {
    this.write(address, new Uint8Array(BigUint64Array.from(values).buffer));
  }

  /** A path or the like; the terminating NUL is left out. */
  readString(address: bigint): string {
    const bytes: number[] = [];
    for (let at = address; ; at++) {
      const byte = this.read(at, 1)[0]!;
      if (byte === 0) return new TextDecoder().decode(Uint8Array.from(bytes));
      bytes.push(byte);
    }
  }

  #map(name: string, base: bigint, size: bigint, protection: number): bigint {
    try {
      this.memory.map({ name, base, size: Number(size), perms: permissions(protection), el0: true });
    } catch {
      throw new SystemCallFailure('ENOMEM');
    }
    return base;
  }

  #range(base: bigint, length: bigint): bigint {
    const size = pageUp(length);
    if (!isPage(base) || base + size > TASK_SIZE) throw new SystemCallFailure('EINVAL');
    return size;
  }

  /** A range may lie in several regions. */
  #pieces(
    address: bigint,
    size: number,
    permission: string,
    each: (at: bigint, offset: number, length: number) => void,
  ): void {
    for (let offset = 0; offset < size;) {
      const at = address + BigInt(offset);
      const region = this.memory.regionAt(at);
      if (!region || region.el0 !== true || !region.perms.includes(permission)) throw new SystemCallFailure('EFAULT');
      const length = Math.min(size - offset, Number(end(region) - at));
      each(at, offset, length);
      offset += length;
    }
  }
}

export function pageUp(address: bigint): bigint {
  return (address + BigInt(PAGE_SIZE - 1)) & ~BigInt(PAGE_SIZE - 1);
}

const isPage = (address: bigint): boolean => address % BigInt(PAGE_SIZE) === 0n;
const end = (region: Region): bigint => region.base + BigInt(region.size);

/** What is writable is readable as well: the page tables of arm64 have no other way. */
function permissions(protection: number): string {
  const readable = protection & (PROT.read | PROT.write);
  return `${readable ? 'r' : ''}${protection & PROT.write ? 'w' : ''}${protection & PROT.exec ? 'x' : ''}`;
}

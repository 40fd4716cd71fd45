import type { Memory } from '@tracelab/arm64-machine';

interface Region {
  readonly name: string;
  readonly base: bigint;
  readonly bytes: Uint8Array;
  readonly writable: boolean;
}

/** Regions lie so far apart that no offset leads from one into another unseen. */
const GAP = 1n << 32n;

/** Memory in which a program may touch what it was given, and nothing else. */
export class OwnedMemory implements Pick<Memory, 'read' | 'write'> {
  readonly #regions: Region[] = [];
  #next = 1n << 40n;

  give(name: string, bytes: Uint8Array, writable = true): bigint {
    const base = this.#next;
    this.#next += GAP;
    this.#regions.push({ name, base, bytes, writable });
    return base;
  }

  /** The bytes of a region, which is no longer the program's. */
  take(base: bigint): Uint8Array {
    const index = this.#regions.findIndex((region) => region.base === base);
    return this.#regions.splice(index, 1)[0]!.bytes;
  }

  allocate(size: number): bigint {
    return this.give('a map', new Uint8Array(size));
  }

  readBytes(address: bigint, size: number): Uint8Array {
    const { bytes, at } = this.#find(address, size, 'reads');
    return bytes.slice(at, at + size);
  }

  writeBytes(address: bigint, from: Uint8Array): void {
    const { bytes, at } = this.#find(address, from.length, 'writes');
    bytes.set(from, at);
  }

  read(address: bigint, size: number): bigint {
    const { bytes, at } = this.#find(address, size, 'reads');
    let value = 0n;
    for (let n = size - 1; n >= 0; n--) value = (value << 8n) | BigInt(bytes[at + n]!);
    return value;
  }

  write(address: bigint, size: number, value: bigint): void {
    const { bytes, at, writable, name } = this.#find(address, size, 'writes');
    if (!writable) throw new Error(`writes ${name}, which is read-only`);
    for (let n = 0; n < size; n++) bytes[at + n] = Number((value >> BigInt(8 * n)) & 0xffn);
  }

  #find(address: bigint, size: number, does: string): Region & { readonly at: number } {
    for (const region of this.#regions) {
      const at = Number(address - region.base);
      if (at >= 0 && at + size <= region.bytes.length) return { ...region, at };
    }
    throw new Error(`${does} ${size} bytes at 0x${address.toString(16)}, which it does not own`);
  }
}

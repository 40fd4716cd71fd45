import { PAGE_SIZE, pageOf } from './page.js';
import { part, type Permissions, type Region, type RegionOptions } from './region.js';

/** The regions of a memory, and where in its buffer their bytes are. */
export class RegionMap {
  readonly all: Region[] = [];
  readonly #bytes: Uint8Array;
  #end = PAGE_SIZE;
  /** What removed regions left in the buffer. */
  readonly #freed: { physical: number; bytes: number }[] = [];

  /** @param bytes the buffer, whose first page is for other things */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  find(page: number): Region | undefined {
    for (const region of this.all) {
      if (page >= region.firstPage && page < region.firstPage + region.pages) return region;
    }
    return undefined;
  }

  add(options: RegionOptions): Region {
    const base = BigInt.asUintN(64, options.base);
    if (base % BigInt(PAGE_SIZE) !== 0n) throw new Error(`region ${options.name}: base ${hex(base)} is not aligned to ${PAGE_SIZE} bytes`);
    if (!Number.isInteger(options.size) || options.size <= 0) throw new Error(`region ${options.name}: size ${options.size} is not a positive number of bytes`);
    const pages = Math.ceil(options.size / PAGE_SIZE);
    const firstPage = pageOf(base);
    for (const other of this.all) {
      if (firstPage < other.firstPage + other.pages && other.firstPage < firstPage + pages) {
        throw new Error(`region ${options.name} at ${hex(base)} overlaps region ${other.name} at ${hex(other.base)}`);
      }
    }
    const physical = options.device ? 0 : this.#allocate(options.name, pages * PAGE_SIZE);
    const region: Region = { ...options, base, size: pages * PAGE_SIZE, physical, firstPage, pages };
    this.all.push(region);
    return region;
  }

  /** Takes away the pages of a range. @returns what was there */
  remove(base: bigint, size: number): Region[] {
    const removed = this.#carve(base, size);
    for (const region of removed) {
      this.all.splice(this.all.indexOf(region), 1);
      if (!region.device) this.#freed.push({ physical: region.physical, bytes: region.size });
    }
    return removed;
  }

  /** Changes what may be done with the pages of a range. @returns what was there */
  protect(base: bigint, size: number, perms: Permissions): Region[] {
    const changed = this.#carve(base, size);
    for (const region of changed) this.all[this.all.indexOf(region)] = { ...region, perms };
    return changed;
  }

  /** The regions of a range, cut where it begins and ends. */
  #carve(base: bigint, size: number): Region[] {
    const first = pageOf(base);
    const end = first + Math.ceil(size / PAGE_SIZE);
    for (const cut of [first, end]) {
      const region = this.find(cut);
      if (!region || region.firstPage === cut) continue;
      this.all.splice(this.all.indexOf(region), 1, part(region, region.firstPage, cut), part(region, cut, region.firstPage + region.pages));
    }
    return this.all.filter(({ firstPage }) => firstPage >= first && firstPage < end);
  }

  /** A zeroed place in the buffer. */
  #allocate(name: string, bytes: number): number {
    const index = this.#freed.findIndex((place) => place.bytes >= bytes);
    if (index >= 0) {
      const place = this.#freed[index]!;
      const { physical } = place;
      place.physical += bytes;
      place.bytes -= bytes;
      if (place.bytes === 0) this.#freed.splice(index, 1);
      this.#bytes.fill(0, physical, physical + bytes);
      return physical;
    }
    if (this.#end + bytes > this.#bytes.length) {
      throw new RangeError(`region ${name}: ${bytes} bytes exceed the memory's capacity of ${this.#bytes.length}`);
    }
    this.#end += bytes;
    return this.#end - bytes;
  }
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/** What code may do with a region: subset of `rwx`; `g` as well where it is guarded, and indirect branches may land on BTI only. */
export type Permissions = string;

export interface RegionOptions {
  readonly name: string;
  /** Address of the first byte, page aligned. */
  readonly base: bigint;
  /** Bytes; rounded up to whole pages. */
  readonly size: number;
  readonly perms: Permissions;
  /** Reachable from EL0 as well (and then, as PAN is absent on ARMv8.0, from EL1 too). */
  readonly el0?: boolean;
  /** A device: its memory has no bytes of its own, every access calls back. */
  readonly device?: Device;
}

/** Answers accesses to a device region. `offset` and `size` are bytes. */
export interface Device {
  read(offset: number, size: number): bigint;
  write(offset: number, size: number, value: bigint): void;
}

/** Told of bytes at an address in int32 halves. */
export type WriteListener = (low: number, high: number, size: number) => void;

/** Told of an engine's access before it is done; may throw to keep it from being done. */
export type AccessObserver = (low: number, high: number, size: number, write: boolean) => void;

export interface Region extends RegionOptions {
  /** Offset of the region's first byte in the backing buffer; of a device, 0. */
  readonly physical: number;
  readonly firstPage: number;
  readonly pages: number;
}

/** A data access that the memory refuses; the processor turns it into an exception. Reused, never kept. */
export class MemoryFault extends Error {
  kind: 'translation' | 'permission' | 'alignment' = 'translation';
  low = 0;
  high = 0;
  write = false;
}

export const PAGE_SHIFT = 12;
export const PAGE_SIZE = 1 << PAGE_SHIFT;

/** Bytes at the start of the buffer where an access is put together that no aligned word of one page can hold. */
export const SCRATCH_SIZE = 64;
const TLB_ENTRIES = 256;
const TLB_MASK = TLB_ENTRIES - 1;
const NO_TAG = 1;

/** Kinds of access, each with translations of its own: bit 0 write, bit 1 as EL0. */
const KINDS = 4;

/**
 * The memory of a machine: named regions with permissions over 64-bit addresses, holes between them that fault.
 *
 * There are two ways in. TypeScript reads and writes with bigint addresses and no permission checks. Engines ask
 * `readAt`/`writeAt` for the place of an access in the backing buffer, with addresses as int32 halves; a small
 * translation cache makes that a few compares.
 */
export class Memory {
  readonly buffer: ArrayBuffer;
  readonly i32: Int32Array;
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly fault = new MemoryFault('memory access fault');
  readonly #view: DataView;
  readonly #regions: Region[] = [];
  #end = PAGE_SIZE;
  /** What unmapped regions left in the buffer. */
  readonly #freed: { physical: number; bytes: number }[] = [];

  readonly #tagLow = new Int32Array(KINDS * TLB_ENTRIES).fill(NO_TAG);
  readonly #tagHigh = new Int32Array(KINDS * TLB_ENTRIES);
  readonly #place = new Int32Array(KINDS * TLB_ENTRIES);

  /** Page numbers that hold translated code: stores to them are reported. */
  readonly #watchedPages = new Set<number>();
  readonly #codeWriteListeners: WriteListener[] = [];
  readonly #hostWriteListeners: WriteListener[] = [];

  /** Page numbers that are kept out of the translation cache, as every access to them is observed. */
  readonly #observedPages = new Set<number>();
  #observer: AccessObserver | undefined;

  #pendingLow = 0;
  #pendingHigh = 0;
  #pendingSize = 0;

  /** @param capacity bytes that all regions together may hold; untouched pages cost nothing. */
  constructor(capacity = 64 * 1024 * 1024) {
    this.buffer = new ArrayBuffer(capacity);
    this.i32 = new Int32Array(this.buffer);
    this.u8 = new Uint8Array(this.buffer);
    this.u16 = new Uint16Array(this.buffer);
    this.#view = new DataView(this.buffer);
  }

  get regions(): readonly Region[] {
    return this.#regions;
  }

  map(options: RegionOptions): Region {
    const base = BigInt.asUintN(64, options.base);
    if (base % BigInt(PAGE_SIZE) !== 0n) throw new Error(`region ${options.name}: base ${hex(base)} is not aligned to ${PAGE_SIZE} bytes`);
    if (!Number.isInteger(options.size) || options.size <= 0) throw new Error(`region ${options.name}: size ${options.size} is not a positive number of bytes`);
    const pages = Math.ceil(options.size / PAGE_SIZE);
    const firstPage = Number(base >> BigInt(PAGE_SHIFT));
    for (const other of this.#regions) {
      if (firstPage < other.firstPage + other.pages && other.firstPage < firstPage + pages) {
        throw new Error(`region ${options.name} at ${hex(base)} overlaps region ${other.name} at ${hex(other.base)}`);
      }
    }
    const physical = options.device ? 0 : this.#allocate(options.name, pages * PAGE_SIZE);
    const region: Region = { ...options, base, size: pages * PAGE_SIZE, physical, firstPage, pages };
    this.#regions.push(region);
    return region;
  }

  /** Takes away every page of a range, whatever regions it is of; holes in it stay holes. Addresses are page aligned. */
  unmap(base: bigint, size: number): void {
    for (const region of this.#carve(base, size)) {
      this.#noteCodeWrite(Number(BigInt.asIntN(32, region.base)), Number(BigInt.asIntN(32, region.base >> 32n)), region.size);
      this.#regions.splice(this.#regions.indexOf(region), 1);
      if (!region.device) this.#freed.push({ physical: region.physical, bytes: region.size });
    }
    this.#forgetTranslations();
  }

  /**
   * Changes what may be done with the pages of a range; translated code there is forgotten.
   *
   * @returns whether all of the range is mapped; holes in it stay holes
   */
  protect(base: bigint, size: number, perms: Permissions): boolean {
    let pages = 0;
    for (const region of this.#carve(base, size)) {
      this.#noteCodeWrite(Number(BigInt.asIntN(32, region.base)), Number(BigInt.asIntN(32, region.base >> 32n)), region.size);
      this.#regions[this.#regions.indexOf(region)] = { ...region, perms };
      pages += region.pages;
    }
    this.#forgetTranslations();
    return pages === Math.ceil(size / PAGE_SIZE);
  }

  regionAt(address: bigint): Region | undefined {
    return this.#find(Number(BigInt.asUintN(64, address) >> BigInt(PAGE_SHIFT)));
  }

  // ---- TypeScript's side: bigint addresses, no permission checks; throws RangeError where not all bytes are in one region

  /** Little-endian unsigned value of `size` (1, 2, 4 or 8) bytes. */
  read(address: bigint, size: number): bigint {
    const region = this.#regionFor(address, size);
    const offset = Number(BigInt.asUintN(64, address) - region.base);
    if (region.device) return BigInt.asUintN(size * 8, region.device.read(offset, size));
    const at = region.physical + offset;
    switch (size) {
      case 1: return BigInt(this.#view.getUint8(at));
      case 2: return BigInt(this.#view.getUint16(at, true));
      case 4: return BigInt(this.#view.getUint32(at, true));
      case 8: return this.#view.getBigUint64(at, true);
      default: throw new RangeError(`access of ${size} bytes: 1, 2, 4 or 8`);
    }
  }

  write(address: bigint, size: number, value: bigint): void {
    const region = this.#regionFor(address, size);
    const offset = Number(BigInt.asUintN(64, address) - region.base);
    if (region.device) {
      region.device.write(offset, size, BigInt.asUintN(size * 8, value));
      return;
    }
    const at = region.physical + offset;
    switch (size) {
      case 1: this.#view.setUint8(at, Number(BigInt.asUintN(8, value))); break;
      case 2: this.#view.setUint16(at, Number(BigInt.asUintN(16, value)), true); break;
      case 4: this.#view.setUint32(at, Number(BigInt.asUintN(32, value)), true); break;
      case 8: this.#view.setBigUint64(at, BigInt.asUintN(64, value), true); break;
      default: throw new RangeError(`access of ${size} bytes: 1, 2, 4 or 8`);
    }
    this.#noteHostWrite(address, size);
  }

  readBytes(address: bigint, size: number): Uint8Array {
    const region = this.#regionFor(address, size, 'bytes');
    const at = region.physical + Number(BigInt.asUintN(64, address) - region.base);
    return this.u8.slice(at, at + size);
  }

  writeBytes(address: bigint, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const region = this.#regionFor(address, bytes.length, 'bytes');
    this.u8.set(bytes, region.physical + Number(BigInt.asUintN(64, address) - region.base));
    this.#noteHostWrite(address, bytes.length);
  }

  // ---- the engines' side

  /**
   * Offset in the buffer where `size` bytes (1, 2, 4, 8) at an address can be read, aligned to their size.
   * Throws {@link MemoryFault}. `el0` is 1 where EL0's permissions apply.
   */
  readAt(low: number, high: number, size: number, el0: number): number {
    const entry = el0 * 2 * TLB_ENTRIES + ((low >>> PAGE_SHIFT) & TLB_MASK);
    if (this.#tagLow[entry] === (low & -PAGE_SIZE) && this.#tagHigh[entry] === high && (low & (size - 1)) === 0) {
      return this.#place[entry]! + (low & (PAGE_SIZE - 1));
    }
    return this.#readSlowly(low, high, size, el0);
  }

  /** As {@link readAt} for a store; where the result is below {@link SCRATCH_SIZE}, {@link commit} must follow the store. */
  writeAt(low: number, high: number, size: number, el0: number): number {
    const entry = (el0 * 2 + 1) * TLB_ENTRIES + ((low >>> PAGE_SHIFT) & TLB_MASK);
    if (this.#tagLow[entry] === (low & -PAGE_SIZE) && this.#tagHigh[entry] === high && (low & (size - 1)) === 0) {
      return this.#place[entry]! + (low & (PAGE_SIZE - 1));
    }
    return this.#writeSlowly(low, high, size, el0);
  }

  /** Carries out the store that {@link writeAt} put off. */
  commit(): void {
    const { size, low, high } = { size: this.#pendingSize, low: this.#pendingLow, high: this.#pendingHigh };
    const region = this.#find(pageNumber(low, high));
    if (region?.device) {
      region.device.write(this.#offsetIn(region, low, high), size, this.#scratchValue(size));
      return;
    }
    for (let i = 0; i < size; i++) {
      const [l, h] = plus(low, high, i);
      this.u8[this.#translate(l, h, 1, 0, false)] = this.u8[i]!;
    }
    this.#noteCodeWrite(low, high, size);
  }

  /** The instruction word at an address; undefined where nothing executable is mapped there. `el0` as above. */
  fetch(low: number, high: number, el0: number): number | undefined {
    const region = this.#find(pageNumber(low, high));
    if (!region || region.device || !region.perms.includes('x') || (el0 === 1 && region.el0 !== true)) return undefined;
    return this.i32[(region.physical + this.#offsetIn(region, low, high)) >> 2]! >>> 0;
  }

  /** Whether an address lies in a guarded page (the bit GP of its descriptor). */
  isGuarded(low: number, high: number): boolean {
    return this.#find(pageNumber(low, high))?.perms.includes('g') ?? false;
  }

  /** Calls back when a store hits a page given to {@link watchCode}. */
  onCodeWrite(listener: WriteListener): void {
    this.#codeWriteListeners.push(listener);
  }

  /** Calls back when TypeScript writes; engines tell of their own stores where somebody wants to know. */
  onHostWrite(listener: WriteListener): void {
    this.#hostWriteListeners.push(listener);
  }

  /**
   * Has engines' accesses to the pages of these ranges observed, in place of those observed before: other bytes of the
   * pages are reported as well, and what is not on them costs nothing.
   */
  observeAccesses(ranges: readonly { readonly address: bigint; readonly size: number }[], observer: AccessObserver): void {
    this.#observedPages.clear();
    for (const { address, size } of ranges) {
      const last = (BigInt.asUintN(64, address) + BigInt(size) - 1n) >> BigInt(PAGE_SHIFT);
      for (let page = BigInt.asUintN(64, address) >> BigInt(PAGE_SHIFT); page <= last; page++) this.#observedPages.add(Number(page));
    }
    this.#observer = ranges.length > 0 ? observer : undefined;
    this.#forgetTranslations();
  }

  watchCode(low: number, high: number): void {
    const page = pageNumber(low, high);
    if (this.#watchedPages.has(page)) return;
    this.#watchedPages.add(page);
    this.#forgetTranslations();
  }

  // ---- inside

  /** A zeroed place in the buffer. */
  #allocate(name: string, bytes: number): number {
    const index = this.#freed.findIndex((place) => place.bytes >= bytes);
    if (index >= 0) {
      const place = this.#freed[index]!;
      const { physical } = place;
      place.physical += bytes;
      place.bytes -= bytes;
      if (place.bytes === 0) this.#freed.splice(index, 1);
      this.u8.fill(0, physical, physical + bytes);
      return physical;
    }
    if (this.#end + bytes > this.buffer.byteLength) {
      throw new RangeError(`region ${name}: ${bytes} bytes exceed the memory's capacity of ${this.buffer.byteLength}`);
    }
    this.#end += bytes;
    return this.#end - bytes;
  }

  /** The regions of a range, cut where it begins and ends. */
  #carve(base: bigint, size: number): Region[] {
    const first = Number(BigInt.asUintN(64, base) >> BigInt(PAGE_SHIFT));
    const end = first + Math.ceil(size / PAGE_SIZE);
    for (const cut of [first, end]) {
      const region = this.#find(cut);
      if (!region || region.firstPage === cut) continue;
      this.#regions.splice(this.#regions.indexOf(region), 1, part(region, region.firstPage, cut), part(region, cut, region.firstPage + region.pages));
    }
    return this.#regions.filter(({ firstPage }) => firstPage >= first && firstPage < end);
  }

  #find(page: number): Region | undefined {
    for (const region of this.#regions) {
      if (page >= region.firstPage && page < region.firstPage + region.pages) return region;
    }
    return undefined;
  }

  #regionFor(address: bigint, size: number, needs?: 'bytes'): Region {
    const region = this.regionAt(address);
    if (region?.device && needs) throw new RangeError(`region ${region.name} is a device: its registers are read and written one by one`);
    if (!region || BigInt.asUintN(64, address) + BigInt(size) > region.base + BigInt(region.size)) {
      throw new RangeError(`no memory for ${size} bytes at ${hex(BigInt.asUintN(64, address))}`);
    }
    return region;
  }

  #offsetIn(region: Region, low: number, high: number): number {
    return (pageNumber(low, high) - region.firstPage) * PAGE_SIZE + (low & (PAGE_SIZE - 1));
  }

  /** Checked translation of one byte; fills the cache where every access to the page may take the short way. */
  #translate(low: number, high: number, write: number, el0: number, checked: boolean): number {
    const page = pageNumber(low, high);
    const region = this.#find(page);
    if (!region) return this.#refuse('translation', low, high, write);
    if (checked) {
      const allowed = region.perms.includes(write === 1 ? 'w' : 'r') && (el0 === 0 || region.el0 === true);
      if (!allowed) return this.#refuse('permission', low, high, write);
    }
    const place = region.physical + (page - region.firstPage) * PAGE_SIZE;
    if (checked && !region.device && !(write === 1 && this.#watchedPages.has(page)) && !this.#observedPages.has(page)) {
      const entry = (el0 * 2 + write) * TLB_ENTRIES + ((low >>> PAGE_SHIFT) & TLB_MASK);
      this.#tagLow[entry] = low & -PAGE_SIZE;
      this.#tagHigh[entry] = high;
      this.#place[entry] = place;
    }
    return place + (low & (PAGE_SIZE - 1));
  }

  #readSlowly(low: number, high: number, size: number, el0: number): number {
    const place = this.#translate(low, high, 0, el0, true);
    this.#observe(low, high, size, false);
    const region = this.#find(pageNumber(low, high))!;
    this.#refuseUnalignedDevice(low, high, size, 0);
    if (region.device) {
      this.#view.setBigUint64(0, BigInt.asUintN(64, region.device.read(this.#offsetIn(region, low, high), size)), true);
      return 0;
    }
    if ((low & (size - 1)) === 0) return place;
    for (let i = 0; i < size; i++) {
      const [l, h] = plus(low, high, i);
      this.u8[i] = this.u8[this.#translate(l, h, 0, el0, true)]!;
    }
    return 0;
  }

  #writeSlowly(low: number, high: number, size: number, el0: number): number {
    const place = this.#translate(low, high, 1, el0, true);
    this.#observe(low, high, size, true);
    const page = pageNumber(low, high);
    const region = this.#find(page)!;
    if (!region.device && (low & (size - 1)) === 0 && !this.#watchedPages.has(page)) return place;
    this.#refuseUnalignedDevice(low, high, size, 1);
    const [l, h] = plus(low, high, size - 1);
    // FAR is to hold the lowest address that gives rise to the fault (Arm ARM D13.2.40): where the other page begins.
    if (pageNumber(l, h) !== page) this.#translate(l & -PAGE_SIZE, h, 1, el0, true);
    this.#pendingLow = low;
    this.#pendingHigh = high;
    this.#pendingSize = size;
    return 0;
  }

  /** Device memory takes aligned accesses alone, whatever SCTLR_EL1.A says (Arm ARM B2.5.2). */
  #refuseUnalignedDevice(low: number, high: number, size: number, write: number): void {
    if ((low & (size - 1)) === 0) return;
    const [l, h] = plus(low, high, size - 1);
    for (const page of [pageNumber(low, high), pageNumber(l, h)]) {
      if (this.#find(page)?.device) this.#refuse('alignment', low, high, write);
    }
  }

  #scratchValue(size: number): bigint {
    return BigInt.asUintN(size * 8, this.#view.getBigUint64(0, true));
  }

  #refuse(kind: MemoryFault['kind'], low: number, high: number, write: number): never {
    this.fault.kind = kind;
    this.fault.low = low;
    this.fault.high = high;
    this.fault.write = write === 1;
    throw this.fault;
  }

  /** For the alignment checks that exclusives and ordered accesses make in any mode. */
  refuseUnaligned(low: number, high: number, write: boolean): never {
    return this.#refuse('alignment', low, high, write ? 1 : 0);
  }

  #observe(low: number, high: number, size: number, write: boolean): void {
    if (!this.#observer) return;
    const [lastLow, lastHigh] = plus(low, high, size - 1);
    if (this.#observedPages.has(pageNumber(low, high)) || this.#observedPages.has(pageNumber(lastLow, lastHigh))) {
      this.#observer(low, high, size, write);
    }
  }

  #noteHostWrite(address: bigint, size: number): void {
    const [low, high] = [Number(BigInt.asIntN(32, address)), Number(BigInt.asIntN(32, address >> 32n))];
    this.#noteCodeWrite(low, high, size);
    for (const listener of this.#hostWriteListeners) listener(low, high, size);
  }

  #noteCodeWrite(low: number, high: number, size: number): void {
    if (this.#watchedPages.size === 0) return;
    const first = pageNumber(low, high);
    const [lastLow, lastHigh] = plus(low, high, size - 1);
    for (let page = first; page <= pageNumber(lastLow, lastHigh); page++) {
      if (this.#watchedPages.has(page)) {
        for (const listener of this.#codeWriteListeners) listener(low, high, size);
        return;
      }
    }
  }

  #forgetTranslations(): void {
    this.#tagLow.fill(NO_TAG);
  }
}

/** The pages of a region from `first` up to `end`. */
function part(region: Region, first: number, end: number): Region {
  const offset = (first - region.firstPage) * PAGE_SIZE;
  const pages = end - first;
  return {
    ...region, firstPage: first, pages, base: region.base + BigInt(offset), size: pages * PAGE_SIZE,
    physical: region.device ? region.physical : region.physical + offset,
    ...(region.device && { device: shifted(region.device, offset) }),
  };
}

function shifted(device: Device, by: number): Device {
  return {
    read: (offset, size) => device.read(offset + by, size),
    write: (offset, size, value) => device.write(offset + by, size, value),
  };
}

/** Number of the page that holds an address: 52 bits, exact as a double. */
function pageNumber(low: number, high: number): number {
  return (high >>> 0) * 2 ** (32 - PAGE_SHIFT) + (low >>> PAGE_SHIFT);
}

function plus(low: number, high: number, bytes: number): [number, number] {
  const sum = (low + bytes) | 0;
  return [sum, sum >>> 0 < low >>> 0 ? (high + 1) | 0 : high];
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

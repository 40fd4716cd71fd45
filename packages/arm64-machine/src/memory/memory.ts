import { CodeWatch, type WriteListener } from './code-watch.js';
import { pageNumber, pageOf, PAGE_SHIFT, PAGE_SIZE, plus } from './page.js';
import { RegionMap } from './region-map.js';
import type { Permissions, Region, RegionOptions } from './region.js';

/** Told of an engine's access before it is done; may throw to keep it from being done. */
export type AccessObserver = (low: number, high: number, size: number, write: boolean) => void;

/** A data access that the memory refuses; the processor turns it into an exception. Reused, never kept. */
export class MemoryFault extends Error {
  kind: 'translation' | 'permission' | 'alignment' = 'translation';
  low = 0;
  high = 0;
  write = false;
}

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
  readonly #regions: RegionMap;

  readonly #tagLow = new Int32Array(KINDS * TLB_ENTRIES).fill(NO_TAG);
  readonly #tagHigh = new Int32Array(KINDS * TLB_ENTRIES);
  readonly #place = new Int32Array(KINDS * TLB_ENTRIES);

  readonly #code = new CodeWatch();
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
    this.#regions = new RegionMap(this.u8);
  }

  get regions(): readonly Region[] {
    return this.#regions.all;
  }

  map(options: RegionOptions): Region {
    return this.#regions.add(options);
  }

  /** Takes away every page of a range, whatever regions it is of; holes in it stay holes. Addresses are page aligned. */
  unmap(base: bigint, size: number): void {
    this.#forgetCode(this.#regions.remove(base, size));
  }

  /**
   * Changes what may be done with the pages of a range; translated code there is forgotten.
   *
   * @returns whether all of the range is mapped; holes in it stay holes
   */
  protect(base: bigint, size: number, perms: Permissions): boolean {
    const changed = this.#regions.protect(base, size, perms);
    this.#forgetCode(changed);
    return changed.reduce((sum, { pages }) => sum + pages, 0) === Math.ceil(size / PAGE_SIZE);
  }

  regionAt(address: bigint): Region | undefined {
    return this.#regions.find(pageOf(address));
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
    const region = this.#regions.find(pageNumber(low, high));
    if (region?.device) {
      region.device.write(this.#offsetIn(region, low, high), size, this.#scratchValue(size));
      return;
    }
    for (let i = 0; i < size; i++) {
      const [l, h] = plus(low, high, i);
      this.u8[this.#translate(l, h, 1, 0, false)] = this.u8[i]!;
    }
    this.#code.written(low, high, size);
  }

  /** The instruction word at an address; undefined where nothing executable is mapped there. `el0` as above. */
  fetch(low: number, high: number, el0: number): number | undefined {
    const region = this.#regions.find(pageNumber(low, high));
    if (!region || region.device || !region.perms.includes('x') || (el0 === 1 && region.el0 !== true)) return undefined;
    return this.i32[(region.physical + this.#offsetIn(region, low, high)) >> 2]! >>> 0;
  }

  /** Whether an address lies in a guarded page (the bit GP of its descriptor). */
  isGuarded(low: number, high: number): boolean {
    return this.#regions.find(pageNumber(low, high))?.perms.includes('g') ?? false;
  }

  /** Calls back when a store hits a page given to {@link watchCode}. */
  onCodeWrite(listener: WriteListener): void {
    this.#code.onWrite(listener);
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
      const last = pageOf(BigInt.asUintN(64, address) + BigInt(size) - 1n);
      for (let page = pageOf(address); page <= last; page++) this.#observedPages.add(page);
    }
    this.#observer = ranges.length > 0 ? observer : undefined;
    this.#forgetTranslations();
  }

  watchCode(low: number, high: number): void {
    if (this.#code.add(pageNumber(low, high))) this.#forgetTranslations();
  }

  // ---- inside

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
    const region = this.#regions.find(page);
    if (!region) return this.#refuse('translation', low, high, write);
    if (checked) {
      const allowed = region.perms.includes(write === 1 ? 'w' : 'r') && (el0 === 0 || region.el0 === true);
      if (!allowed) return this.#refuse('permission', low, high, write);
    }
    const place = region.physical + (page - region.firstPage) * PAGE_SIZE;
    if (checked && !region.device && !(write === 1 && this.#code.has(page)) && !this.#observedPages.has(page)) {
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
    const region = this.#regions.find(pageNumber(low, high))!;
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
    const region = this.#regions.find(page)!;
    if (!region.device && (low & (size - 1)) === 0 && !this.#code.has(page)) return place;
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
      if (this.#regions.find(page)?.device) this.#refuse('alignment', low, high, write);
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
    this.#code.written(low, high, size);
    for (const listener of this.#hostWriteListeners) listener(low, high, size);
  }

  /** Of regions that are no longer what they were. */
  #forgetCode(regions: readonly Region[]): void {
    for (const { base, size } of regions) this.#code.written(Number(BigInt.asIntN(32, base)), Number(BigInt.asIntN(32, base >> 32n)), size);
    this.#forgetTranslations();
  }

  #forgetTranslations(): void {
    this.#tagLow.fill(NO_TAG);
  }
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

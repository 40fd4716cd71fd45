import { PAGE_SIZE } from './page.js';

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

export interface Region extends RegionOptions {
  /** Offset of the region's first byte in the backing buffer; of a device, 0. */
  readonly physical: number;
  readonly firstPage: number;
  readonly pages: number;
}

/** The pages of a region from `first` up to `end`. */
export function part(region: Region, first: number, end: number): Region {
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

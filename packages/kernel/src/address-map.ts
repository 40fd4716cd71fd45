export interface AddressMap {
  readonly kernelText: bigint;
  readonly runtimeText: Range;
  readonly linearMap: Range;
  readonly perCpu: { readonly base: bigint; readonly unit: number };
  readonly userText: bigint;
  readonly userStack: Range;
}

/** `size` in bytes. */
export interface Range {
  readonly base: bigint;
  readonly size: number;
}

/**
 * Where things are, as v6.1 with 48-bit addresses and no address-space randomisation has them (arch/arm64/include/asm/memory.h,
 * Documentation/arm64/memory.rst).
 */
export const ADDRESS_MAP: AddressMap = {
  /** KIMAGE_VADDR + TEXT_OFFSET of 64 KiB. */
  kernelText: 0xffff_8000_0801_0000n,
  /** Code made at run time (BPF programs and trampolines, out-of-line slots), within reach of BL from the kernel. */
  runtimeText: { base: 0xffff_8000_0a00_0000n, size: 1 << 20 },
  /** kmalloc: part of the linear map. */
  linearMap: { base: 0xffff_0000_0100_0000n, size: 8 << 20 },
  /**
   * Per-CPU areas, one after the other; TPIDR_EL1 holds the distance from the linked .data..percpu to a CPU's own copy.
   * They do not begin where a page does, as allocations do: the first lines of too many structures would share a set of
   * the two-way L1 data cache. A real kernel's layout spreads them too.
   */
  perCpu: { base: 0xffff_0000_0f00_2b40n, unit: 64 << 10 },
  userText: 0x0000_0000_0040_0000n,
  userStack: { base: 0x0000_007f_fffe_0000n, size: 128 << 10 },
};

import type { RelocationType } from '../isa/index.js';
import type { DataRelocationType } from './data-relocation.js';

/** What the linker has to complete at one place of a section. */
export interface ObjectRelocation {
  /** Bytes from the start of the section. */
  readonly offset: number;
  readonly type: RelocationType | DataRelocationType;
  /** A symbol, or one of the object's own sections, which stands for the section's start. */
  readonly symbol: string;
  readonly addend: bigint;
}

export interface ObjectSection {
  readonly name: string;
  /** As in `.section name, "ax"`: a is in memory at run time, w writable, x executable. */
  readonly flags: string;
  /** Zeros that a file does not hold: .bss. */
  readonly nobits: boolean;
  readonly bytes: Uint8Array;
  /** Bytes, a power of two. */
  readonly align: number;
  /** By rising offset. */
  readonly relocations: readonly ObjectRelocation[];
}

export type SymbolKind = 'function' | 'object' | 'none';

/** A symbol that an object defines. */
export interface ObjectSymbol {
  readonly name: string;
  /** The section that `value` counts from, or 'absolute'. */
  readonly section: string;
  readonly value: bigint;
  /** Seen by other objects. */
  readonly global: boolean;
  /** Yields to another object's definition that is not weak. */
  readonly weak: boolean;
  /** Bytes; 0 where no .size was given. */
  readonly size: number;
  readonly kind: SymbolKind;
}

/** What one source is assembled to: an ELF relocatable object's contents. */
export interface ObjectCode {
  readonly name: string;
  readonly sections: readonly ObjectSection[];
  readonly symbols: readonly ObjectSymbol[];
  /** Undefined symbols that may stay so: they are 0 then. */
  readonly weakReferences: readonly string[];
}

/** The symbol of value 0 that relocations name whose target is a number. */
export const absoluteSymbol = '*ABS*';

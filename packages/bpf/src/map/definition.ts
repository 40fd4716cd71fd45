import type { TypeId } from '../btf/index.js';
import type { MapType } from './types.js';

/** A map to create: what the object's BTF declares, or a data section, which is an array of one element (as libbpf makes it). */
export interface MapDefinition {
  /** The variable's name, or the section's. */
  readonly name: string;
  readonly type: MapType;
  /** Bytes. */
  readonly keySize: number;
  /** Bytes. */
  readonly valueSize: number;
  /** Elements; bytes of data for a ring buffer. */
  readonly maxEntries: number;
  /** map_flags: {@link MAP_FLAG}. */
  readonly flags: number;
  /** The program cannot write it. */
  readonly readOnly?: boolean;
  /** The first element; zeros where it is shorter than valueSize. */
  readonly initial?: Uint8Array;
  /** Index of the ELF section that it stands for. */
  readonly section?: number;
  /** Types of key and value, where the object's BTF names them. */
  readonly btfKey?: TypeId;
  readonly btfValue?: TypeId;
  /** What the elements of a map of maps look like. No type here has any. */
  readonly innerMap?: MapDefinition;
  /** Programs that a program array starts with, by name; undefined leaves a slot empty. */
  readonly initialSlots?: readonly (string | undefined)[];
}

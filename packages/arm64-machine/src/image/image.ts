import type { ObjectRelocation } from './object-code.js';
import type { SymbolTable } from './symbol-table.js';

/** Bytes that lie at an address. */
export interface Segment {
  readonly name: string;
  readonly address: bigint;
  readonly bytes: Uint8Array;
  /** Any of r, w and x. */
  readonly perms: string;
}

/** A place that depends on where the link put something: two links of the same code differ nowhere else. */
export interface RelocationSite {
  readonly address: bigint;
  readonly type: ObjectRelocation['type'];
  readonly symbol: string;
}

/** Linked code and data. */
export interface Image {
  readonly segments: readonly Segment[];
  readonly symbols: SymbolTable;
  /** By rising address within a segment. */
  readonly relocationSites: readonly RelocationSite[];
}

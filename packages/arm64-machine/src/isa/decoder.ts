import type { Feature, Fields, Instruction, Row } from './row.js';

/** Bits 31:21 choose the bucket: few rows differ in lower bits alone. */
const BUCKET_SHIFT = 21;
const BUCKETS = 1 << (32 - BUCKET_SHIFT);

/** Words remembered before the memory is emptied: more than any kernel image of the lab has. */
const MEMORY = 1 << 18;

/** Finds the row of an instruction word. */
export class Decoder {
  readonly #buckets: readonly Row[][];
  readonly #memory = new Map<number, readonly Instruction[]>();

  /** @throws Error that names two rows which one word could be meant by */
  constructor(rows: readonly Row[]) {
    this.#buckets = Array.from({ length: BUCKETS }, () => []);
    for (const row of [...rows.filter(({ overlays }) => overlays), ...rows.filter(({ overlays }) => !overlays)]) {
      for (const bits of startsOf(row)) this.#buckets[bits]!.push(row);
    }
    for (const bucket of this.#buckets) refuseOverlap(bucket);
  }

  /** The instruction that `word` is, or undefined where it is unallocated or of a feature that is not in `features`. */
  decode(word: number, features?: ReadonlySet<Feature>): Instruction | undefined {
    word >>>= 0;
    let found = this.#memory.get(word);
    if (!found) {
      if (this.#memory.size >= MEMORY) this.#memory.clear();
      found = this.#search(word);
      this.#memory.set(word, found);
    }
    return found.find(({ row: { feature } }) => feature === undefined || !features || features.has(feature));
  }

  /** What a word means: first as an overlay, then as the row beneath. */
  #search(word: number): Instruction[] {
    return this.#buckets[word >>> BUCKET_SHIFT]!.flatMap((row) => {
      if (((word ^ row.value) & row.mask) !== 0) return [];
      const fields = fieldsOf(row, word);
      return fields && (row.valid?.(fields) ?? true) ? [{ word, row, fields }] : [];
    });
  }
}

/** The fields of a word of this row, or undefined where two places of one field differ. */
function fieldsOf(row: Row, word: number): Fields | undefined {
  const fields: Record<string, number> = {};
  for (const { name, shift, width } of row.layout) {
    const value = (word >>> shift) & (2 ** width - 1);
    if (fields[name] !== undefined && fields[name] !== value) return undefined;
    fields[name] = value;
  }
  return fields;
}

/** The word of a row with these fields; those not given are 0. */
export function wordOf(row: Row, fields: Fields): number {
  return row.layout.reduce((word, { name, shift }) => word + (fields[name] ?? 0) * 2 ** shift, row.value);
}

/** The buckets that words of a row are in: its fixed bits with every value of the others. */
function* startsOf(row: Row): Iterable<number> {
  const fixed = (row.value & row.mask) >>> BUCKET_SHIFT;
  const free = ~row.mask >>> BUCKET_SHIFT;
  for (let bits = free; ; bits = (bits - 1) & free) {
    yield fixed | bits;
    if (bits === 0) return;
  }
}

function refuseOverlap(rows: readonly Row[]): void {
  rows.forEach((row, i) => {
    for (const other of rows.slice(i + 1)) {
      if (((row.value ^ other.value) & row.mask & other.mask) !== 0) continue;
      if (row.overlays && !other.overlays) continue;
      throw new Error(`rows ${row.name} and ${other.name} overlap: "${row.pattern}" and "${other.pattern}"`);
    }
  });
}

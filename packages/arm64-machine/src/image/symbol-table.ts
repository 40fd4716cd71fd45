import type { SymbolKind } from './object-code.js';

export interface SymbolEntry {
  readonly name: string;
  readonly address: bigint;
  /** Bytes; 0 where it is not known. */
  readonly size: number;
  /** 'absolute' is a number under a name: no address lies in it. */
  readonly kind: SymbolKind | 'absolute';
}

/** Names of addresses. A symbol that has no size reaches up to the next one. */
export class SymbolTable {
  private readonly byName = new Map<string, SymbolEntry>();
  /** Addresses, rising; made again when they are needed after symbols were added. */
  private sorted: SymbolEntry[] | undefined;
  /** The same without bare labels inside a symbol that has a size. */
  private outermost: SymbolEntry[] | undefined;

  /** @throws Error where the name is taken at another address */
  add(name: string, address: bigint, size = 0, kind: SymbolEntry['kind'] = 'none'): void {
    const taken = this.byName.get(name);
    if (taken && taken.address !== address) {
      throw new Error(
        `symbol "${name}" is at 0x${taken.address.toString(16)} already, not at 0x${address.toString(16)}`,
      );
    }
    this.byName.set(name, { name, address, size, kind });
    this.forgetOrder();
  }

  /** Forgets a symbol, as when the code under it is freed. */
  delete(name: string): boolean {
    this.forgetOrder();
    return this.byName.delete(name);
  }

  /** @throws Error that offers names like it, where there is no such symbol */
  lookup(name: string): bigint {
    const entry = this.byName.get(name);
    if (entry) return entry.address;
    const close = closest(name, this.byName.keys());
    throw new Error(
      `no symbol "${name}"${close.length ? `: did you mean ${close.map((n) => `"${n}"`).join(', ')}?` : ''}`,
    );
  }

  tryLookup(name: string): bigint | undefined {
    return this.byName.get(name)?.address;
  }

  entry(name: string): SymbolEntry | undefined {
    return this.byName.get(name);
  }

  /**
   * The symbol that `address` lies in. Of several at one address, the one with a size and a kind is preferred; a label
   * inside a function does not cut it in two.
   */
  at(address: bigint): { name: string; offset: number } | undefined {
    const sorted = (this.outermost ??= withoutInnerLabels(this.inOrder()));
    let low = 0,
      high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]!.address <= address) low = middle + 1;
      else high = middle;
    }
    const entry = sorted[low - 1];
    if (!entry) return undefined;
    const offset = Number(address - entry.address);
    if (entry.size > 0 && offset >= entry.size) return undefined;
    return { name: entry.name, offset };
  }

  /** By rising address; absolute ones come last. */
  entries(): readonly SymbolEntry[] {
    return [...this.inOrder(), ...[...this.byName.values()].filter(({ kind }) => kind === 'absolute')];
  }

  private forgetOrder(): void {
    this.sorted = undefined;
    this.outermost = undefined;
  }

  private inOrder(): readonly SymbolEntry[] {
    return (this.sorted ??= [...this.byName.values()].filter(({ kind }) => kind !== 'absolute').sort(byAddress));
  }
}

function withoutInnerLabels(sorted: readonly SymbolEntry[]): SymbolEntry[] {
  let end = 0n;
  return sorted.filter(({ address, size, kind }) => {
    if (size === 0 && kind === 'none' && address < end) return false;
    if (size > 0) end = address + BigInt(size);
    return true;
  });
}

const weight = ({ size, kind }: SymbolEntry): number => (size > 0 ? 2 : 0) + (kind === 'none' ? 0 : 1);

function byAddress(a: SymbolEntry, b: SymbolEntry): number {
  if (a.address !== b.address) return a.address < b.address ? -1 : 1;
  return weight(a) - weight(b) || (a.name < b.name ? 1 : -1);
}

/** Up to three of `names` that a slip of the keyboard may have turned into `name`, the nearest first. */
function closest(name: string, names: Iterable<string>): string[] {
  const most = Math.max(2, Math.floor(name.length / 3));
  const near: { name: string; distance: number }[] = [];
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) > most) continue;
    const distance = editDistance(name, candidate);
    if (distance <= most) near.push({ name: candidate, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return near.slice(0, 3).map((candidate) => candidate.name);
}

/** Characters to insert, delete or replace (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

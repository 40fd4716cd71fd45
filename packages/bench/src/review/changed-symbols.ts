import type { ObjectCode } from '@tracelab/arm64-machine';
import type { KernelImage } from '@tracelab/kernel';
import { bytesBefore, contents, listing } from './listing.js';
import { diffListings, type DiffLine } from './listing-diff.js';

/** A routine or a data object that is not the same in two images. */
export interface SymbolChange {
  readonly name: string;
  readonly kind: 'code' | 'data';
  /** Size from the symbol on; null in the image that has none. */
  readonly bytes: { readonly before: number | null; readonly after: number | null };
  /** The whole routine; empty for data. */
  readonly lines: readonly DiffLine[];
}

/**
 * Symbols whose machine code differs, or of data whether they are there and how large, by name. Where a symbol lies is no
 * difference, nor is a NOP in front of it: {@link KernelImage.patchableEntry} has those.
 */
export function changedSymbols(before: KernelImage, after: KernelImage): SymbolChange[] {
  const [ours, theirs] = [byName(before), byName(after)];
  const names = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  return names.flatMap((name): SymbolChange[] => {
    const [a, b] = [ours.get(name), theirs.get(name)];
    const kind = contents((b ?? a)!).flags.includes('x') ? 'code' : 'data';
    const bytes = { before: sizeOf(a), after: sizeOf(b) };
    if (kind === 'data') return bytes.before === bytes.after ? [] : [{ name, kind, bytes, lines: [] }];
    const lines = diffListings(a ? listing(before, a) : [], b ? listing(after, b) : []);
    return lines.every(({ change }) => change === ' ') ? [] : [{ name, kind, bytes, lines }];
  });
}

function byName({ objects }: KernelImage): Map<string, ObjectCode> {
  return new Map(objects.map((object) => [object.name, object]));
}

function sizeOf(object: ObjectCode | undefined): number | null {
  return object ? contents(object).bytes.length - bytesBefore(object) : null;
}

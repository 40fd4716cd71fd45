import type { BpfHost } from '../map/host.js';

/** A symbol for code that may stand beside older code of the same purpose: the name, or the name with a number behind it. */
export function unusedSymbol({ symbols }: Pick<BpfHost, 'symbols'>, name: string): string {
  let unused = name;
  for (let n = 1; symbols.tryLookup(unused) !== undefined; n++) unused = `${name}_${n}`;
  return unused;
}

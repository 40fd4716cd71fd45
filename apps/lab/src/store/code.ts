import type { ExplainedSymbol, LineCost } from '@tracelab/bench';
import type { Examined } from './examined.js';

/** A function on either side; its own cycles there. */
export interface CodeSymbol {
  readonly name: string;
  readonly a: number | undefined;
  readonly b: number | undefined;
}

/** Functions of both sides, those with most cycles first. */
export function codeSymbols(sides: readonly Examined[]): CodeSymbol[] {
  const [a, b] = sides.map(({ examination }) => new Map(examination?.explanation.symbols.map(({ name, self }) => [name, self.cycles])));
  const names = new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])]);
  const most = (name: string): number => Math.max(a?.get(name) ?? 0, b?.get(name) ?? 0);
  return [...names].map((name) => ({ name, a: a?.get(name), b: b?.get(name) })).sort((one, other) => most(other.name) - most(one.name));
}

/** An instruction that either side executes. */
export interface CodeLine {
  readonly a: LineCost | undefined;
  readonly b: LineCost | undefined;
}

/** The instructions of a function: one line for both sides where they have the same at the same place. */
export function codeLines(sides: readonly Examined[], symbol: string): CodeLine[] {
  const [a, b] = sides.map((side) => linesOf(side, symbol));
  if (!b) return (a ?? []).map((line) => ({ a: line, b: undefined }));
  const offsets = [...new Set([...a!, ...b].map(({ offset }) => offset))].sort((one, other) => one - other);
  return offsets.flatMap((offset): CodeLine[] => {
    const [one, other] = [a!, b].map((lines) => lines.find((line) => line.offset === offset));
    if (one && other && one.text !== other.text) return [{ a: one, b: undefined }, { a: undefined, b: other }];
    return [{ a: one, b: other }];
  });
}

function linesOf({ examination }: Examined, symbol: string): readonly LineCost[] {
  const found: ExplainedSymbol | undefined = examination?.explanation.symbols.find(({ name }) => name === symbol);
  return found?.lines ?? [];
}

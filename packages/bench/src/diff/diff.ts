import { CAUSES } from '@tracelab/arm64-machine';
import type { BpfObject } from '@tracelab/bpf';
import type { Configuration } from '../configuration.js';
import { explainRecorded, record, type Explanation, type RunningCode, type Spent } from '../explain/index.js';
import { diffListings } from '../review/listing-diff.js';
import type { CodeDifference, Difference, Side, SymbolDifference } from './difference.js';

/**
 * Two configurations side by side: which symbols cost what in each, and which instructions differ.
 *
 * @throws MissedHitsError, or MachineFault where the simulated kernel went wrong
 */
export function diff(before: Configuration, after: Configuration, object: BpfObject): Difference {
  const [one, other] = [before, after].map((configuration) => {
    const recorded = record(configuration, object);
    return { explanation: explainRecorded(configuration, recorded), code: recorded.code };
  }) as [Recorded, Recorded];
  const symbols = symbolsOf(one.explanation, other.explanation);
  return {
    schema: 'tracelab.diff/1',
    before: sideOf(one.explanation),
    after: sideOf(other.explanation),
    change: minus(other.explanation, one.explanation),
    symbols,
    code: symbols.flatMap(({ name }) => codeOf(name, one.code, other.code)),
  };
}

interface Recorded {
  readonly explanation: Explanation;
  readonly code: RunningCode;
}

function sideOf({ id, config, cycles, instructions, causes }: Explanation): Side {
  return { id, config, cycles, instructions, causes };
}

const NOTHING: Spent = { cycles: 0, instructions: 0, causes: {} };

function symbolsOf(before: Explanation, after: Explanation): SymbolDifference[] {
  const [ours, theirs] = [before, after].map(({ symbols }) => new Map(symbols.map(({ name, self }) => [name, self])));
  return [...new Set([...ours!.keys(), ...theirs!.keys()])]
    .map((name): SymbolDifference => {
      const [a, b] = [ours!.get(name) ?? null, theirs!.get(name) ?? null];
      return { name, before: a, after: b, change: minus(b ?? NOTHING, a ?? NOTHING), causes: causesBetween(a ?? NOTHING, b ?? NOTHING) };
    })
    .sort(byChange);
}

function byChange(a: SymbolDifference, b: SymbolDifference): number {
  const size = (of: 'cycles' | 'instructions'): number => Math.abs(b.change[of]) - Math.abs(a.change[of]);
  return size('cycles') || size('instructions') || (a.name < b.name ? -1 : 1);
}

function causesBetween(before: Spent, after: Spent): SymbolDifference['causes'] {
  const changes = CAUSES.map((cause) => [cause, (after.causes[cause] ?? 0) - (before.causes[cause] ?? 0)] as const);
  return Object.fromEntries(changes.filter(([, change]) => change !== 0));
}

function minus(a: Spent, b: Spent): Difference['change'] {
  return { cycles: a.cycles - b.cycles, instructions: a.instructions - b.instructions };
}

/** Nothing where a routine is the same, or is there on one side alone: then its code is no difference but the path is. */
function codeOf(name: string, before: RunningCode, after: RunningCode): CodeDifference[] {
  const lines = diffListings(before(name), after(name));
  return lines.every(({ change }) => change === ' ') ? [] : [{ name, lines }];
}

/** How an unwound chain differs from the true one. */
export interface ChainDifference {
  /** A caller is not shown. */
  readonly missing: boolean;
  /** That is another one than the immediate caller, which every function hides that has no frame record. */
  readonly outer: boolean;
  /** Something is shown that is no caller, or not there. */
  readonly wrong: boolean;
}

/** Return addresses, the innermost first. What is not in the longest chain common to both is missing, or wrong. */
export function compareChains(shown: readonly bigint[], truth: readonly bigint[]): ChainDifference {
  const common = longestCommon(shown, truth);
  const missing = truth.length - common;
  const immediate = missing === 1 && longestCommon(shown, truth.slice(1)) === common;
  return { missing: missing > 0, outer: missing > 0 && !immediate, wrong: shown.length > common };
}

function longestCommon(a: readonly bigint[], b: readonly bigint[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const one of a) {
    const next = [0];
    b.forEach((other, i) => next.push(one === other ? row[i]! + 1 : Math.max(next[i]!, row[i + 1]!)));
    row = next;
  }
  return row[b.length]!;
}

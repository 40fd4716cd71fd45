/** Steps of inserting, removing or replacing a character that make one word of another (Levenshtein). */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const current = [i + 1];
    for (const [j, other] of [...b].entries()) {
      current.push(Math.min(previous[j]! + (letter === other ? 0 : 1), previous[j + 1]! + 1, current[j]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}

/** `: did you mean add, adds?`, of the known words that are one step away; empty where there are none. */
export function suggestion(word: string, known: Iterable<string>): string {
  const close = [...known].filter((one) => Math.abs(one.length - word.length) < 2 && distance(one, word) === 1);
  return close.length === 0 ? '' : `: did you mean ${close.sort().slice(0, 6).join(', ')}?`;
}

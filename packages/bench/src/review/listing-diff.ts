import { diffArrays } from 'diff';
import type { ListedInstruction } from './listing.js';

/** A line of a diff: an instruction of both listings, or of one. */
export interface DiffLine {
  readonly change: ' ' | '-' | '+';
  /** Bytes from the symbol in each listing; null in the one that has no such instruction. */
  readonly before: number | null;
  readonly after: number | null;
  /** As in the listing after, where it is in both. */
  readonly text: string;
}

/**
 * The shortest line diff of two listings (Myers 1986). A branch within the routine is the same where it goes to the same
 * instruction, though that may have moved.
 */
export function diffListings(before: readonly ListedInstruction[], after: readonly ListedInstruction[]): DiffLine[] {
  const comparator = (a: ListedInstruction, b: ListedInstruction): boolean => shape(a) === shape(b);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  for (const { count, added, removed } of diffArrays([...before], [...after], { comparator })) {
    for (let n = 0; n < count; n++) {
      const one = added ? undefined : before[i++];
      const other = removed ? undefined : after[j++];
      lines.push({
        change: added ? '+' : removed ? '-' : ' ',
        before: one?.offset ?? null,
        after: other?.offset ?? null,
        text: (other ?? one)!.text,
      });
    }
  }
  return splitRetargeted(lines, before, after);
}

/** Without the offset at which a branch's target happens to be. */
function shape({ text, target }: ListedInstruction): string {
  return target === undefined ? text : text.replace(/\+0x[0-9a-f]+$/, '');
}

/** Makes two lines of a branch in both listings whose targets are not at the same place of the diff. */
function splitRetargeted(
  lines: readonly DiffLine[],
  before: readonly ListedInstruction[],
  after: readonly ListedInstruction[],
): DiffLine[] {
  const places = new Set<string>();
  let [i, j] = [0, 0];
  for (const { change } of lines) {
    // Within a changed stretch no place of one listing is one of the other; where it begins and ends, they meet.
    places.add(`${4 * i} ${4 * j}`);
    if (change !== '+') i++;
    if (change !== '-') j++;
  }
  places.add(`${4 * i} ${4 * j}`);
  return lines.flatMap((line): DiffLine[] => {
    if (line.change !== ' ') return [line];
    const [one, other] = [before[line.before! / 4]!, after[line.after! / 4]!];
    if (one.target === undefined || places.has(`${one.target} ${other.target}`)) return [line];
    return [
      { change: '-', before: line.before, after: null, text: one.text },
      { change: '+', before: null, after: line.after, text: other.text },
    ];
  });
}

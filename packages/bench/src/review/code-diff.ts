import type { KernelImage } from '@tracelab/kernel';
import { listing, type ListedInstruction } from './listing.js';
import { diffListings, type DiffLine } from './listing-diff.js';

/** Routines of an image that do a thing together, in the order in which control goes through them. */
export interface Routines {
  readonly image: KernelImage;
  readonly symbols: readonly string[];
}

/**
 * What becomes of some routines, as a diff in Markdown: one line for an instruction, one in front of each routine for its
 * symbol.
 *
 * @param context lines around a change; others are left out
 */
export function codeDiff(before: Routines, after: Routines, { context = Infinity }: { context?: number } = {}): string {
  const lines = diffListings(listed(before), listed(after));
  const near = (at: number): boolean => lines.some(({ change }, i) => change !== ' ' && Math.abs(i - at) <= context);
  const shown = lines.flatMap((line, i) => {
    if (near(i)) return [print(line)];
    return i === 0 || near(i - 1) ? ['…'] : [];
  });
  return `\`\`\`diff\n${shown.join('\n')}\n\`\`\``;
}

function print({ change, text }: DiffLine): string {
  return text.endsWith(':') ? `${change}${text}` : `${change}        ${text}`.trimEnd();
}

/** All instructions of the routines as one listing, in which a symbol takes a place as well. */
function listed({ image, symbols }: Routines): ListedInstruction[] {
  const lines: ListedInstruction[] = [];
  for (const name of symbols) {
    const object = image.objects.find((one) => one.name === name);
    if (!object) throw new Error(`no routine ${name} is linked`);
    lines.push({ offset: 4 * lines.length, text: `${name}:`, target: undefined });
    const base = 4 * lines.length;
    for (const { offset, text, target } of listing(image, object)) {
      lines.push({ offset: base + offset, text, target: target === undefined ? undefined : base + target });
    }
  }
  return lines;
}

import { CAUSES, type Cause } from '@tracelab/arm64-machine';
import { cost } from '../bench/report/figures.js';

/** The causes of most cycles first, with their cycles: `L1 12, branch 3`; as many as fit into `width` characters. */
export function causeText(causes: Readonly<Partial<Record<Cause, number>>>, width: number, figure = cost): string {
  const parts = CAUSES.map((cause) => [cause, causes[cause] ?? 0] as const)
    .filter(([, cycles]) => figure(cycles) !== '0' && figure(cycles) !== '')
    .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))
    .map(([cause, cycles]) => `${cause} ${figure(cycles)}`);
  let text = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    if (text.length + 2 + part.length > width) break;
    text += `, ${part}`;
  }
  return text;
}

/** A name of at most `width` characters: the middle of a longer one is left out. */
export function shortened(name: string, width: number): string {
  if (name.length <= width) return name;
  const head = Math.floor((width - 2) / 2);
  return `${name.slice(0, head)}..${name.slice(name.length - (width - 2 - head))}`;
}

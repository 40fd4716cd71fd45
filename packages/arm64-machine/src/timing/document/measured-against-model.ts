import { measurements } from '../cores/measurements.js';
import type { Core } from '../core.js';
import { compare, type Comparison } from '../measurement.js';
import { codeLine, table } from './markdown.js';

/** What was published of a core beside what its model takes for the same text, and why a row that misses does. */
export function measuredAgainstModel(core: Core): string {
  const rows = (measurements[core.name] ?? []).map((measurement) => compare(core, measurement));
  const agree = rows.filter(({ agrees }) => agrees).length;
  return [
    `${agree} of ${rows.length} are within 10 % or half a cycle.`,
    table(
      ['what', 'text', 'published', 'model', '', 'source'],
      rows.map((row) => [
        row.name,
        row.text.length > 60 ? '' : codeLine(row.text),
        published(row),
        row.modelled.toFixed(2),
        row.agrees ? '' : 'misses',
        row.source,
      ]),
    ),
    ...rows.filter(({ agrees }) => !agrees).map(({ name, differs }) => `* **${name}**: ${differs ?? 'not explained'}.`),
  ].join('\n\n');
}

function published({ cycles }: Comparison): string {
  return typeof cycles === 'number' ? cycles.toFixed(2) : cycles.map((bound) => bound.toFixed(2)).join(' to ');
}

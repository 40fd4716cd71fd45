import { coherenceLatencies } from '../coherence.js';
import type { ClassTiming, Core } from '../core.js';
import { parameters, type Parameter } from '../parameters.js';
import type { Sourced } from '../provenance.js';
import { code, table } from './markdown.js';

/** Every number of a core, with its source: a table by part of the core, and one of what instructions take. */
export function coreNumbers(core: Core): string {
  const parts = new Map<string, Parameter[]>();
  for (const parameter of parameters(core)) {
    const part = parameter.path.split('.', 1)[0]!;
    if (part !== 'classes') parts.set(part, [...(parts.get(part) ?? []), parameter]);
  }
  const tables = [...parts].map(
    ([part, rows]) =>
      `**${part}**\n\n${table(
        ['number', 'value', 'from', 'confidence', 'source'],
        rows.map((row) => [code(row.path.slice(part.length + 1)), String(row.value), ...reason(row)]),
      )}`,
  );
  const coherence = table(
    ['number', 'value', 'from', 'confidence', 'source'],
    Object.entries<Sourced>({ ...coherenceLatencies(core) }).map(([name, number]) => [
      code(name),
      String(number.value),
      ...reason(number),
    ]),
  );
  return [
    facts(core),
    ...tables,
    `**coherence**\n\n${coherence}`,
    `**classes**\n\n${classTable(core)}`,
    systemRegisters(core),
  ].join('\n\n');
}

function facts({ discipline, features }: Core): string {
  return `Issues ${discipline.replace('-order', ' order').replaceAll('-', ' ')}; knows ${features.join(', ')} beyond ARMv8.0.`;
}

/** Classes that share their timing share a row. */
function classTable(core: Core): string {
  const names = new Map<ClassTiming, string[]>();
  for (const [name, timing] of Object.entries(core.classes)) names.set(timing, [...(names.get(timing) ?? []), name]);
  return table(
    ['classes', 'queue', 'latency', 'busy', 'from', 'confidence', 'source'],
    [...names].map(([{ queue, latency, busy }, classes]) => [
      classes.map(code).join(', '),
      queue ?? '–',
      String(latency.value),
      queue ? String(busy.value) : '–',
      ...reason(latency, queue && busy.value !== 1 && busy.source !== latency.source ? busy : undefined),
    ]),
  );
}

function reason({ provenance, confidence, source }: Sourced, busy?: Sourced): [string, string, string] {
  return [provenance, confidence, busy ? `${source}; busy: ${busy.provenance}, ${busy.source}` : source];
}

function systemRegisters({ systemRegisters: { renamed, flushing, source } }: Core): string {
  const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.map(code).join(', '));
  return `System registers that are renamed: ${list(renamed)}. Whose writes refetch what follows: ${list(flushing)}. Source: ${source}.`;
}

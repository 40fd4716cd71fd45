import { compare, measurements, type Comparison, type Core } from '@tracelab/arm64-machine';

/** What was published of a core, as timed on its model. */
export function timeTable(core: Core): readonly Comparison[] {
  return (measurements[core.name] ?? []).map((measurement) => compare(core, measurement));
}

/** A line for each row, then why those that miss do. */
export function printTimeTable(core: Core, rows: readonly Comparison[]): string {
  const name = Math.max(...rows.map((row) => row.name.length), 0);
  const agree = rows.filter(({ agrees }) => agrees).length;
  const line = (...cells: readonly [string, string, string, string, string]): string =>
    `${cells[0].padEnd(name)}  ${cells[1].padStart(13)}  ${cells[2].padStart(7)}  ${cells[3].padEnd(6)}  ${cells[4]}`;
  return [
    line('cycles', 'published', 'model', '', 'source'),
    ...rows.map((row) =>
      line(row.name, published(row), row.modelled.toFixed(2), row.agrees ? '' : 'misses', row.source),
    ),
    `${core.name}: ${agree} of ${rows.length} within 10 % or half a cycle`,
    ...rows.filter(({ agrees }) => !agrees).map((row) => `${row.name}: ${row.differs ?? 'not explained'}`),
    '',
  ].join('\n');
}

/** The same for programs; `text` is what was repeated. */
export function timeTableJson(core: Core, rows: readonly Comparison[]): string {
  const found = rows.map(({ name, text, cycles, modelled, agrees, source, differs }) => ({
    name,
    text,
    published: cycles,
    modelled,
    agrees,
    source,
    ...(differs !== undefined && { differs }),
  }));
  return `${JSON.stringify({ format: 'tracelab.a64.time-table/1', core: core.name, rows: found }, null, 2)}\n`;
}

function published({ cycles }: Comparison): string {
  return typeof cycles === 'number' ? cycles.toFixed(2) : cycles.map((bound) => bound.toFixed(2)).join(' to ');
}

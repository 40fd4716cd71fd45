import { CONTENTION_CORES, NODE_SOURCES, type ContentionRow } from '@tracelab/bench';
import { useState } from 'preact/hooks';
import { count, millions, percent } from '../drawing/figures.js';
import { Lines } from '../drawing/lines.js';
import type { Store } from '../store/store.js';
import { ByCoresTable } from './by-cores-table.js';
import { Detail } from './detail.js';
import { Figure } from './figure.js';
import { RefusalText } from './refusal-text.js';
import { useWidth } from './use-width.js';

const LABELS = { freelist: 'shared freelist', 'per-cpu': 'per-CPU list', 'shadow-stack': 'shadow stack' } as const;

/** What more cores do to the calls per second, by where the nodes of return hooks come from. */
export function NodesOnCores({ store }: { readonly store: Store }) {
  const { cores } = store.state.value.a;
  const [root, width] = useWidth(720);
  const [about, setAbout] = useState<string | null>(null);
  const points = store.results.contention(CONTENTION_CORES);
  const rows = points.flatMap(({ row }) => (row?.ok ? [row.value] : []));
  const failed = points.find(({ row }) => row && !row.ok)?.row;
  return (
    <Figure
      name="contention"
      title="Contention for nodes of return hooks"
      about="Every core of a Cortex-A72 calls one traced function for ever, whose every return is hooked. More than four cores is more than its cluster really has."
      table={{
        columns: ['pool', 'cores', 'calls per second', 'cycles per call', 'instructions per call', 'efficiency', 'coherence'],
        rows: rows.map((row) => [row.pool, row.cores, row.callsPerSecond, row.cyclesPerCall, row.instructionsPerCall, row.efficiency, row.coherence]),
      }}
      json={rows}
    >
      {failed && !failed.ok && <RefusalText refusal={failed.refusal} />}
      <div class="contention" ref={root}>
        <Lines
          curves={NODE_SOURCES.map((pool) => ({
            label: LABELS[pool],
            kind: pool,
            points: rows.filter((row) => row.pool === pool).map((row) => ({ x: row.cores, y: row.callsPerSecond / 1e6, about: rowText(row) })),
          }))}
          xs={CONTENTION_CORES}
          highlighted={cores}
          width={Math.min(760, width)}
          across="cores"
          up="million calls per second, all cores"
          onPoint={setAbout}
        />
        <ByCoresTable
          caption="Million calls per second, all cores"
          of="nodes from"
          counts={CONTENTION_CORES}
          rows={NODE_SOURCES.map((pool) => {
            const on = (count: number): ContentionRow | undefined => rows.find((one) => one.pool === pool && one.cores === count);
            return {
              name: LABELS[pool],
              figure: (count) => on(count) && millions(on(count)!.callsPerSecond),
              about: (count) => on(count) && rowText(on(count)!),
            };
          })}
          onPoint={setAbout}
        />
      </div>
      <Detail text={about} rest={`Efficiency: calls per second over those of as many cores that never meet. Coherence: part of the cycles that a core waits for a line that another has.${rows.length < points.length ? ` ${rows.length} of ${points.length} points measured; sixteen cores take a while.` : ''}`} />
    </Figure>
  );
}

function rowText({ pool, cores, callsPerSecond, cyclesPerCall, efficiency, coherence }: ContentionRow): string {
  return `${LABELS[pool]}, ${cores} ${cores === 1 ? 'core' : 'cores'}: ${millions(callsPerSecond)} million calls per second, ${count(Math.round(cyclesPerCall))} cycles a call on each core, ${percent(efficiency)} % of what cores that never meet would do, ${percent(coherence)} % of the cycles waiting for another core.`;
}

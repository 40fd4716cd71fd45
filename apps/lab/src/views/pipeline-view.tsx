import { STAGES } from '@tracelab/arm64-machine';
import { useEffect, useMemo } from 'preact/hooks';
import { CauseLegend } from '../drawing/causes.js';
import type { PipelinePair } from '../drawing/pipeline-rows.js';
import { aligned } from '../store/aligned.js';
import { PipelineLook } from '../store/pipeline-look.js';
import type { Store } from '../store/store.js';
import { Figure } from './figure.js';
import { PipelinePanes } from './pipeline-panes.js';
import { RefusalText } from './refusal-text.js';
import { areRecorded, useExamined } from './use-examined.js';

/** What happens to be no wait, by the class of its colour. */
const DOINGS = { dispatched: 'in the front end, or waiting for operands', issued: 'waiting for a port', completed: 'executing', retired: 'done, waiting to retire' } as const;

/** Every instruction of one iteration through the stages of the core. */
export function PipelineView({ store }: { readonly store: Store }) {
  const sides = useExamined(store);
  const [one, other] = sides;
  const look = useMemo(() => new PipelineLook(store), [store]);
  useEffect(() => () => look.keep(), [look]);
  const a = one!.examination?.pipeline;
  const b = other?.examination?.pipeline;
  const rows = useMemo(() => a && aligned(a, b), [a, b]);
  const table = useMemo(
    () => ({
      columns: ['side', 'symbol', 'offset', 'instruction', ...STAGES, 'cycles'],
      rows: [['A', a] as const, ['B', b] as const].flatMap(([side, lines]) => (lines ?? []).map((line) => [side, line.symbol, line.offset, line.text, ...STAGES.map((stage) => line[stage]), line.cycles])),
    }),
    [a, b],
  );
  const isStale = !areRecorded(sides);
  const refusal = one!.refusal ?? other?.refusal;
  return (
    <Figure
      name="pipeline"
      isReady={!isStale}
      title="Pipeline"
      about={`A row per instruction of one iteration, cycles to the right. Colours are waits, by cause; a thin line is a front end that stands still. “Held” is for how long a row held up retirement: the strip below the overview has the causes.${other ? ' Thin below each row: the same in B, from the same fetch.' : ''}`}
      table={table}
      json={{ a: a ?? null, b: b ?? null }}
    >
      {refusal && <RefusalText refusal={refusal} />}
      {rows ? (
        <div class={isStale ? 'stale' : ''}>
          {isStale && <p class="waiting">recording…</p>}
          <PipelinePanes rows={rows} look={look} />
          <ul class="legend">
            {Object.entries(DOINGS).map(([stage, text]) => (
              <li key={stage}>
                <svg width="10" height="10" aria-hidden="true">
                  <rect class={`stage ${stage}`} width="10" height="10" />
                </svg>
                {text}
              </li>
            ))}
          </ul>
          <CauseLegend causes={causesOf(rows)} />
        </div>
      ) : (
        !refusal && <p class="waiting">recording…</p>
      )}
    </Figure>
  );
}

function causesOf(rows: readonly PipelinePair[]): Record<string, number> {
  return Object.fromEntries(rows.flatMap(({ a, b }) => [a, b]).flatMap((line) => (line?.waits ?? []).map(({ cause, cycles }) => [cause, cycles])));
}

import { useEffect, useRef, useState } from 'preact/hooks';
import { STAGES } from '@tracelab/arm64-machine';
import { CauseLegend } from '../drawing/causes.js';
import { count } from '../drawing/figures.js';
import { Pipeline, PIPELINE_ROW } from '../drawing/pipeline.js';
import { TARGET } from '@tracelab/bench';
import { aligned, type AlignedRow } from '../store/aligned.js';
import { examined } from '../store/examined.js';
import type { Store } from '../store/store.js';
import type { PipelineLine } from '../worker/answer.js';
import { Figure } from './figure.js';
import { RefusalText } from './refusal-text.js';
import { useWidth } from './use-width.js';

const ROWS = 32;
const ZOOMS = [2, 4, 8, 16] as const;

/** Every instruction of one iteration through the stages of the core. */
export function PipelineView({ store }: { readonly store: Store }) {
  const [one, other] = examined(store.a.value, store.b.value, store.results);
  const [root, width] = useWidth(960);
  const [zoom, setZoom] = useState<number>(8);
  const a = one!.examination?.pipeline;
  const b = other?.examination?.pipeline;
  const isReady = a !== undefined && (!other || b !== undefined);
  const rows = isReady ? alignedOnce(a, b) : [];
  const last = Math.max(0, rows.length - 1);
  const { row = null } = store.state.value;
  const selected = Math.min(row ?? Math.max(0, rows.findIndex(({ a: line }) => line?.symbol === TARGET.name)), last);
  const first = Math.max(0, Math.min(selected - 4, rows.length - ROWS));
  const select = (row: number): void => store.set({ row: Math.max(0, Math.min(last, row)) });
  const refusal = one!.refusal ?? other?.refusal;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Preact listens passively, and the page would scroll as well.
    const onWheel = (event: WheelEvent): void => {
      if (Math.abs(event.deltaY) < Math.abs(event.deltaX)) return;
      event.preventDefault();
      select(selected + Math.sign(event.deltaY) * Math.max(1, Math.round(Math.abs(event.deltaY) / PIPELINE_ROW / 2)));
    };
    const element = box.current;
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const to: number | undefined = { ArrowDown: selected + 1, ArrowUp: selected - 1, PageDown: selected + ROWS, PageUp: selected - ROWS, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    select(to);
  };
  return (
    <Figure
      name="pipeline"
      title="Pipeline"
      about={`One row per instruction of one iteration, cycles to the right. Grey: fetched and waiting to dispatch; dark: executing; light: done and waiting to retire; a colour is a wait for its cause.${other ? ' Below each, thin: the same instruction in B, from the same fetch.' : ''}`}
      table={{
        columns: ['side', 'symbol', 'offset', 'instruction', ...STAGES, 'cycles'],
        rows: [['A', a] as const, ['B', b] as const].flatMap(([side, lines]) => (lines ?? []).map((line) => [side, line.symbol, line.offset, line.text, ...STAGES.map((stage) => line[stage]), line.cycles])),
      }}
      json={{ a: a ?? null, b: b ?? null }}
    >
      {refusal && <RefusalText refusal={refusal} />}
      <div ref={root}>
        {isReady ? (
          <>
            <p class="option">
              <label>
                Row{' '}
                <input type="range" min={0} max={last} value={selected} onInput={(event) => select(Number(event.currentTarget.value))} aria-valuetext={rowText(rows[selected])} />
              </label>{' '}
              <span class="dim">
                {selected + 1} of {rows.length}
              </span>
              <span class="zooms" role="group" aria-label="Pixels per cycle">
                {ZOOMS.map((pixels) => (
                  <button key={pixels} type="button" aria-pressed={pixels === zoom} onClick={() => setZoom(pixels)}>
                    {pixels}×
                  </button>
                ))}
              </span>
            </p>
            <div class="pipeline-box" ref={box} tabIndex={0} role="group" aria-label="Pipeline: arrow keys, Page Up and Page Down go through the instructions" aria-describedby="pipeline-row" onKeyDown={onKeyDown}>
              <Pipeline rows={rows} first={first} count={ROWS} width={width} perCycle={zoom} from={Math.max(-8, (rows[first]?.at ?? 0) - 4)} selected={selected} onSelect={select} />
            </div>
            <p id="pipeline-row" class="detail on" aria-live="polite">
              {rowText(rows[selected])}
            </p>
            <CauseLegend causes={causesOf(rows)} />
          </>
        ) : (
          !refusal && <p class="waiting">recording…</p>
        )}
      </div>
    </Figure>
  );
}

/** Rows are the same as long as the recordings are. */
let made: { a: readonly PipelineLine[]; b: readonly PipelineLine[] | undefined; rows: AlignedRow[] } | undefined;
function alignedOnce(a: readonly PipelineLine[], b: readonly PipelineLine[] | undefined): AlignedRow[] {
  if (made?.a !== a || made.b !== b) made = { a, b, rows: aligned(a, b) };
  return made.rows;
}

function causesOf(rows: readonly AlignedRow[]): Record<string, number> {
  return Object.fromEntries(rows.flatMap(({ a, b }) => [a, b]).flatMap((line) => (line?.waits ?? []).map(({ cause, cycles }) => [cause, cycles])));
}

function rowText(row: AlignedRow | undefined): string {
  if (!row) return '';
  return [row.a && `A: ${lineText(row.a)}`, row.b && `B: ${lineText(row.b)}`].filter(Boolean).join('   ');
}

function lineText({ symbol, offset, text, fetched, retired, cycles, waits }: PipelineLine): string {
  const why = waits.map(({ before, cause, cycles: long }) => `${count(long)} for ${cause} before it was ${before}`).join(', ');
  return `${symbol}+0x${offset.toString(16)} ${text.replace(/\s+/, ' ')}: ${count(retired - fetched)} cycles from fetch to retirement, of which ${count(cycles)} held up the core${why ? `; waited ${why}` : ''}.`;
}

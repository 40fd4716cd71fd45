import { useState } from 'preact/hooks';
import { lineOf, type PipelinePair } from '../drawing/pipeline-rows.js';
import type { FunctionRun } from '../drawing/pipeline-scale.js';
import { ZOOM } from '../drawing/pipeline-window.js';
import { longestStalls, type Stall } from '../store/pipeline-stalls.js';
import type { PipelineMoves } from './pipeline-moves.js';
import { cyclesText, nameOf } from './pipeline-text.js';

const LONGEST = 16;

/** To a function, to where the core stood still, along the data; and the zoom. */
export function PipelineJumps({ rows, runs, stalls, selected, perCycle, moves }: {
  readonly rows: readonly PipelinePair[];
  readonly runs: readonly FunctionRun[];
  readonly stalls: readonly Stall[];
  readonly selected: number;
  readonly perCycle: number;
  readonly moves: PipelineMoves;
}) {
  const [least, setLeast] = useState(10);
  const run = runs.findLast(({ first }) => first <= selected)!;
  const longest = longestStalls(stalls, LONGEST);
  const go = (text: string, to: number | null, hint: string) => (
    <button type="button" disabled={to === null} title={to === null ? hint : `${hint}: row ${to + 1}, ${nameOf(lineOf(rows[to]!))}`} onClick={() => to !== null && moves.jump(to)}>
      {text}
    </button>
  );
  return (
    <div class="jumps">
      <label>
        Function{' '}
        <select value={run.first} onChange={(event) => moves.select(Number(event.currentTarget.value))}>
          {runs.map(({ symbol, first }) => (
            <option key={first} value={first}>
              {`${String(first + 1).padStart(4, '\u2007')}  ${symbol}`}
            </option>
          ))}
        </select>
      </label>
      <span class="group" role="group" aria-label="Stalls">
        <label>
          Stalls over{' '}
          <input type="number" min={0} max={999} value={least} aria-label="Stalls of more than this many cycles" onInput={(event) => setLeast(Math.max(0, Number(event.currentTarget.value) || 0))} />
        </label>
        {go('Previous', moves.stall(-1, least), 'The stall before')}
        {go('Next', moves.stall(1, least), 'The next stall')}
        <select aria-label="Longest stalls" value="" onChange={(event) => moves.jump(Number(event.currentTarget.value))}>
          <option value="" disabled hidden>
            Longest…
          </option>
          {longest.map(({ row, cycles, cause }) => (
            <option key={row} value={row}>
              {`${cyclesText(cycles)}, ${cause}: ${nameOf(lineOf(rows[row]!))}`}
            </option>
          ))}
        </select>
      </span>
      <span class="group" role="group" aria-label="Along the data">
        {go('Producer', moves.producer, 'What this row waited for (P)')}
        {go('Consumer', moves.consumer, 'The first that waited for this row (C)')}
      </span>
      <span class="group zoom" role="group" aria-label="Zoom">
        <button type="button" aria-label="Zoom out" disabled={!moves.canZoom(1 / ZOOM.step)} onClick={() => moves.zoom(1 / ZOOM.step)}>
          −
        </button>
        <output title="Pixels of a cycle">{perCycle < 10 ? perCycle.toFixed(1) : Math.round(perCycle)}×</output>
        <button type="button" aria-label="Zoom in" disabled={!moves.canZoom(ZOOM.step)} onClick={() => moves.zoom(ZOOM.step)}>
          +
        </button>
        <button type="button" title="The whole way of every row that is shown (0)" onClick={() => moves.fit()}>
          Fit
        </button>
      </span>
    </div>
  );
}

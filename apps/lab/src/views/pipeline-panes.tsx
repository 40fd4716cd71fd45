import { TARGET } from '@tracelab/bench';
import { useMemo } from 'preact/hooks';
import { Pipeline } from '../drawing/pipeline.js';
import { functionRuns } from '../drawing/pipeline-scale.js';
import { lineOf, type PipelinePair } from '../drawing/pipeline-rows.js';
import { PipelineSheet } from '../drawing/pipeline-sheet.js';
import { columnsOf } from '../drawing/pipeline-window.js';
import type { PipelineLook } from '../store/pipeline-look.js';
import { stallsOf } from '../store/pipeline-stalls.js';
import { OverviewPane } from './pipeline-overview-pane.js';
import { PipelineJumps } from './pipeline-jumps.js';
import { pipelineKey } from './pipeline-keys.js';
import { PipelineMoves } from './pipeline-moves.js';
import { rowText } from './pipeline-text.js';
import { WindowPane } from './pipeline-window-pane.js';
import { useWidth } from './use-width.js';

const SHOWN = 26;

/** The whole above, a window of it below, and ways from one place to another. */
export function PipelinePanes({ rows, look }: { readonly rows: readonly PipelinePair[]; readonly look: PipelineLook }) {
  const [root, width] = useWidth(960);
  const sheet = useMemo(() => new PipelineSheet(rows, { rows: SHOWN, width: width - columnsOf(width).chart }), [rows, width]);
  const [runs, stalls] = useMemo(() => [functionRuns(rows), stallsOf(rows)] as const, [rows]);
  const isCompared = useMemo(() => rows.some(({ b }) => b), [rows]);
  const { row, window: kept } = look.now.value;
  const selected = Math.min(row ?? Math.max(0, rows.findIndex((pair) => lineOf(pair).symbol === TARGET.name)), rows.length - 1);
  const window = kept ? sheet.clamped(kept) : sheet.windowAt(selected);
  const moves = new PipelineMoves(look, sheet, window, selected, stalls);
  const shown = { rows, window, selected, isCompared, width };
  return (
    <div ref={root} class="pipeline-panes">
      <OverviewPane {...shown} runs={runs} sheet={sheet} moves={moves} />
      <PipelineJumps rows={rows} runs={runs} stalls={stalls} selected={selected} perCycle={window.perCycle} moves={moves} />
      <WindowPane {...shown} shown={SHOWN} moves={moves} onKeyDown={(event) => pipelineKey(event, moves)}>
        <Pipeline {...shown} shown={SHOWN} />
      </WindowPane>
      <p id="pipeline-row" class="detail on" aria-live="polite">
        {rowText(rows[selected]!)}
      </p>
    </div>
  );
}


import type { PathStep } from '@tracelab/bench';
import { useState } from 'preact/hooks';
import { TARGET } from '@tracelab/bench';
import { CallPath, type PathRow } from '../drawing/call-path.js';
import { CauseLegend } from '../drawing/causes.js';
import { count } from '../drawing/figures.js';
import type { Store } from '../store/store.js';
import { Detail } from './detail.js';
import { Figure } from './figure.js';
import { RefusalText } from './refusal-text.js';
import { sideClass, SideState } from './side-state.js';
import { areRecorded, useExamined } from './use-examined.js';
import { useWidth } from './use-width.js';

/** The call, drawn: from the call site through trampoline, dispatch and program, and back. */
export function CallView({ store }: { readonly store: Store }) {
  const sides = useExamined(store);
  const [root, width] = useWidth(960);
  const [about, setAbout] = useState<string | null>(null);
  const { isWhole } = store.state.value;
  const paths = sides.map(({ examination }) => examination && rowsOf(examination.explanation.path, isWhole));
  const most = Math.max(1, ...paths.flatMap((rows) => (rows ?? []).map(({ step }) => step.cycles)));
  const columns = sides.length;
  const all = sides.flatMap(({ examination }) => (examination ? [examination.explanation.causes] : []));
  return (
    <Figure
      name="call"
      isReady={areRecorded(sides)}
      title="The call, step by step"
      about={`Down is later, right is deeper. From where ${TARGET.name}() is called to where it returns; bold is what tracing adds.`}
      table={{
        columns: ['configuration', 'symbol', 'offset', 'depth', 'by', 'cycles', 'instructions'],
        rows: sides.flatMap(({ id }, i) => (paths[i] ?? []).map(({ step }) => [id, step.symbol, step.offset, step.depth, step.by, step.cycles, step.instructions])),
      }}
      json={sides.map(({ id, examination }) => ({ id, path: examination?.explanation.path ?? null }))}
    >
      <label class="option">
        <input type="checkbox" checked={isWhole} onChange={(event) => store.set({ isWhole: event.currentTarget.checked })} /> with the way into the kernel and out of it
      </label>
      <div class={`sides of-${columns}`} ref={root}>
        {sides.map(({ name, id, refusal, isStale }, i) => {
          const rows = paths[i];
          return (
            <div key={name} class={sideClass(name, isStale)}>
              <h3>
                <span class="badge">{name}</span> {id}
                <SideState isStale={isStale} text={rows && `${count(rows.reduce((sum, { step }) => sum + step.cycles, 0))} cycles`} />
              </h3>
              {refusal && <RefusalText refusal={refusal} />}
              {rows ? (
                <CallPath rows={rows} width={Math.min(WIDEST, Math.max(300, Math.floor((width - (columns - 1) * 24) / columns)))} most={most} label={`Path of ${id}`} onPoint={setAbout} />
              ) : (
                !refusal && <p class="waiting">recording…</p>
              )}
            </div>
          );
        })}
      </div>
      <CauseLegend causes={Object.assign({}, ...all)} />
      <Detail text={about} rest="A dot is a stretch in one function: large where it is called, small where control comes back to it. The number is the cycles of that stretch, the bar what they went to." />
    </Figure>
  );
}

/** Steps with what of them tracing adds: what happens below the traced function before its own code goes on, or after it has left. */
function rowsOf(path: readonly PathStep[], isWhole: boolean): PathRow[] {
  const first = path.findIndex(({ symbol }) => symbol === TARGET.name);
  if (first < 0) return path.map((step) => ({ step, isTracing: false }));
  const { depth } = path[first]!;
  const behind = path.findIndex(({ depth: its, by }, i) => i > first && its < depth && by === 'return');
  const last = behind < 0 ? path.length : behind;
  const own = path.map(({ symbol }, i) => (symbol === TARGET.name && i >= first && i < last ? i : -1)).filter((i) => i >= 0);
  const rows = path.map((step, i): PathRow => ({ step, isTracing: i > first && i < last && isTracing(path, i, own) }));
  return isWhole ? rows : rows.slice(Math.max(0, first - 1), last + 1);
}

/** The traced function begins with its patch site: what runs between that and its own code is tracing's, and what runs when it has left. */
function isTracing(path: readonly PathStep[], i: number, own: readonly number[]): boolean {
  const [first, second = path.length] = own as [number, number?];
  return (i < second && path[first]!.instructions <= PATCH_SITE) || i > own.at(-1)!;
}

const PATCH_SITE = 4;
const WIDEST = 620;

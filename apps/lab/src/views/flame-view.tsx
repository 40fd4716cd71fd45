import type { CallTree } from '@tracelab/bench';
import { useState } from 'preact/hooks';
import { count } from '../drawing/figures.js';
import { Flame } from '../drawing/flame.js';
import type { Store } from '../store/store.js';
import { Detail } from './detail.js';
import { Figure } from './figure.js';
import { RefusalText } from './refusal-text.js';
import { sideClass, SideState } from './side-state.js';
import { areRecorded, useExamined } from './use-examined.js';
import { useWidth } from './use-width.js';

/** Callers above callees, as wide as their cycles. */
export function FlameView({ store }: { readonly store: Store }) {
  const sides = useExamined(store);
  const [root, width] = useWidth(960);
  const [about, setAbout] = useState<string | null>(null);
  const { zoom } = store.state.value;
  const setZoom = (chain: readonly string[]): void => store.set({ zoom: chain });
  const most = Math.max(1, ...sides.map(({ examination }) => examination?.explanation.cycles ?? 0));
  return (
    <Figure
      name="flame"
      isReady={areRecorded(sides)}
      title="Flame graph"
      about="Callers above what they call; width is cycles, one scale for both configurations. Darker spends more of its own. Enter or a click zooms, Escape shows all again; arrow keys walk."
      table={{
        columns: ['configuration', 'chain', 'calls', 'self cycles', 'inclusive cycles', 'self instructions'],
        rows: sides.flatMap(({ id, examination }) => chains(examination?.explanation.calls ?? []).map(({ chain, tree }) => [id, chain.join(';'), tree.calls, tree.self.cycles, tree.inclusive.cycles, tree.self.instructions])),
      }}
      json={sides.map(({ id, examination }) => ({ id, calls: examination?.explanation.calls ?? null }))}
    >
      <p class="option">
        <button type="button" disabled={zoom.length === 0} onClick={() => setZoom([])}>
          Whole call
        </button>{' '}
        <span class="dim">{zoom.at(-1)}</span>
      </p>
      <div ref={root} onKeyDown={(event) => event.key === 'Escape' && setZoom([])}>
        {sides.map(({ name, id, examination, refusal, isStale }) => (
          <div key={name} class={sideClass(name, isStale)}>
            <h3>
              <span class="badge">{name}</span> {id} <SideState isStale={isStale} text={examination && `${count(examination.explanation.cycles)} cycles`} />
            </h3>
            {refusal && <RefusalText refusal={refusal} />}
            {examination ? (
              <Flame trees={examination.explanation.calls} zoom={zoom} perCycle={width / most} width={width} label={`Flame graph of ${id}`} onPoint={setAbout} onZoom={setZoom} />
            ) : (
              !refusal && <p class="waiting">recording…</p>
            )}
          </div>
        ))}
      </div>
      <Detail text={about} rest="Cycles of a function with all that it calls, per iteration." />
    </Figure>
  );
}

function chains(trees: readonly CallTree[], above: readonly string[] = []): { readonly chain: readonly string[]; readonly tree: CallTree }[] {
  return trees.flatMap((tree) => [{ chain: [...above, tree.name], tree }, ...chains(tree.children, [...above, tree.name])]);
}

import { useState } from 'preact/hooks';
import { count, percent } from '../drawing/figures.js';
import { Waterfall, type Fall } from '../drawing/waterfall.js';
import { seriesCosts, type SeriesCosts } from '../store/series-costs.js';
import type { Store } from '../store/store.js';
import { Detail } from './detail.js';
import { Figure } from './figure.js';
import { OrderHandles } from './order-handles.js';
import { SharesTable } from './shares-table.js';
import { useWidth } from './use-width.js';

const HANDLES = 24;

/** What each series buys: in an order that can be changed, and over all orders. */
export function SharesView({ store }: { readonly store: Store }) {
  const { a, order } = store.state.value;
  const costs = seriesCosts(a, order, store.results);
  const [root, width] = useWidth(640);
  const [about, setAbout] = useState<string | null>(null);
  const levels = costs.steps.map(({ cycles }) => cycles);
  return (
    <Figure
      name="shares"
      isReady={costs.shares !== undefined}
      title={`What each series saves, BPF on fprobe at ${a.hook}`}
      about="Drag a step, or move it with the arrow keys: what a series saves depends on what was turned on before it."
      table={{
        columns: ['series', 'in this order', 'alone', 'last', 'shapley', 'share'],
        rows: (costs.shares ?? []).map(({ series, alone, last, shapley, share }) => [series, savedInOrder(costs, series) ?? null, alone, last, shapley, share]),
      }}
      json={{ hook: a.hook, core: a.core, mitigations: a.mitigations, order, ...costs }}
    >
      <div class="shares">
        <div class="waterfall" ref={root}>
          <OrderHandles order={order} onOrder={(next) => store.set({ order: next })} />
          {levels.every((level) => level !== undefined) ? (
            <Waterfall falls={falls(costs)} base={costs.base} width={Math.max(320, width - HANDLES)} left={108} label="From nothing on to everything on, in cycles per iteration" onPoint={setAbout} />
          ) : (
            <p class="waiting">{costs.refusal ?? 'measuring…'}</p>
          )}
        </div>
        <SharesTable costs={costs} saved={(series) => savedInOrder(costs, series)} onPoint={setAbout} />
      </div>
      <Detail text={about} rest="Alone: no other series is on. Last: all others are. Shapley: the mean over all 24 orders, so that the shares add up to what all of them save together." />
    </Figure>
  );
}

function savedInOrder({ steps }: SeriesCosts, series: string): number | undefined {
  const at = steps.findIndex(({ turnedOn }) => turnedOn === series);
  const [before, after] = [steps[at - 1]?.cycles, steps[at]?.cycles];
  return before === undefined || after === undefined ? undefined : before - after;
}

function falls({ steps, base }: SeriesCosts): Fall[] {
  const [none, all] = [steps[0]!.cycles!, steps.at(-1)!.cycles!];
  const whole = none - all;
  const above = (cycles: number): string => (base === undefined ? '' : `, ${count(cycles - base)} above the base`);
  return [
    { key: 'none', label: 'none', from: 0, to: none, isLevel: true, about: `Nothing on: ${count(none)} cycles${above(none)}.` },
    ...steps.slice(1).map(({ turnedOn, cycles }, i): Fall => {
      const from = steps[i]!.cycles!;
      const before = steps.slice(1, i + 1).map((step) => step.turnedOn);
      const saved = from - cycles!;
      const part = whole === 0 ? '' : `, ${percent(saved / whole)} % of what all save`;
      return { key: turnedOn!, label: turnedOn!, from, to: cycles!, isLevel: false, about: `${turnedOn} turned on after ${before.join(', ') || 'nothing'}: ${saved < 0 ? `${count(-saved)} cycles more` : `${count(saved)} cycles saved`}${part}.` };
    }),
    { key: 'all', label: 'all', from: 0, to: all, isLevel: true, about: `Everything on: ${count(all)} cycles${above(all)}.` },
  ];
}

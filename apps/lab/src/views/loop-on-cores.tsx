import { PUBLISHED_CORE } from '@tracelab/bench';
import { useState } from 'preact/hooks';
import { count } from '../drawing/figures.js';
import { Lines } from '../drawing/lines.js';
import { coreCurves, type CorePoint } from '../store/core-curves.js';
import { CORE_COUNTS } from '../store/selection.js';
import type { Store } from '../store/store.js';
import { ByCoresTable } from './by-cores-table.js';
import { Detail } from './detail.js';
import { Figure } from './figure.js';
import { useWidth } from './use-width.js';

/** The benchmark's loop on more and more cores, traced in each of the ways that the bars have. */
export function LoopOnCores({ store }: { readonly store: Store }) {
  const { a, b } = store.state.value;
  const [root, width] = useWidth(720);
  const [about, setAbout] = useState<string | null>(null);
  const { curves, refused, missing } = coreCurves(a, b, store.results);
  return (
    <Figure
      name="cores"
      title="The loop on several cores"
      about="A thread of one process on each core calls getpgid for ever. They share what the kernel shares, and the one counter that their hits are counted in."
      table={{
        columns: ['bar', 'cores', 'cycles per iteration', 'iterations per 1000 cycles'],
        rows: curves.flatMap(({ name, points }) => points.map(({ cores, cycles, rate }) => [name, cores, cycles, rate])),
      }}
      json={curves}
    >
      {refused.map((line) => (
        <p class="note" key={line}>
          {line}
        </p>
      ))}
      <div class="contention" ref={root}>
        <Lines
          curves={curves.map(({ key, name, points }) => ({
            label: name,
            kind: key,
            points: points.map((point) => ({ x: point.cores, y: point.rate, about: pointText(name, point) })),
          }))}
          xs={CORE_COUNTS}
          highlighted={a.cores}
          width={Math.min(760, width)}
          across="cores"
          up="iterations per 1000 cycles, all cores"
          onPoint={setAbout}
        />
        <ByCoresTable
          caption="Cycles of an iteration on one of the cores"
          of="bar"
          counts={CORE_COUNTS}
          rows={curves.map(({ name, points }) => {
            const on = (cores: number): CorePoint | undefined => points.find((one) => one.cores === cores);
            return {
              name,
              figure: (cores) => on(cores) && count(Math.round(on(cores)!.cycles)),
              about: (cores) => on(cores) && pointText(name, on(cores)!),
            };
          })}
          onPoint={setAbout}
        />
      </div>
      <Detail text={about} rest={missing === 0 ? (a.core === PUBLISHED_CORE ? 'More than four cores are more than a Raspberry Pi 4 has.' : '') : `${missing} ${missing === 1 ? 'point is' : 'points are'} still to be measured; eight cores take a while.`} />
    </Figure>
  );
}

function pointText(name: string, { cores, cycles, rate }: CorePoint): string {
  return `${name}, ${cores} ${cores === 1 ? 'core' : 'cores'}: ${count(Math.round(cycles))} cycles an iteration on each, ${rate.toFixed(2)} iterations of all together in 1000 cycles.`;
}

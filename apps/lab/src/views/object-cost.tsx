import { costParts, type CostPart, type RunCost } from '@tracelab/bench';
import { useState } from 'preact/hooks';
import { count } from '../drawing/figures.js';
import { Waterfall, type Fall } from '../drawing/waterfall.js';
import { costTable } from '../store/object-tables.js';
import { Detail } from './detail.js';
import { Figure } from './figure.js';
import { useWidth } from './use-width.js';

type Part = CostPart['part'];

const ABOUT: Readonly<Record<Part, string>> = {
  base: 'the trigger once, with nothing attached',
  dispatch: 'getting to the programs and back: call site, trampoline, handlers',
  body: 'the programs, and the helpers that they call',
  traced: 'the trigger once, with the programs attached',
};

/** What one pass of the trigger costs, and what the programs have to do with it. */
export function ObjectCost({ cost }: { readonly cost: RunCost }) {
  const [root, width] = useWidth(560);
  const [about, setAbout] = useState<string | null>(null);
  const titles: Readonly<Record<Part, string>> = {
    base: 'nothing attached', dispatch: 'dispatch', body: 'programs', traced: `with ${tenths(cost.runs)} ${cost.runs === 1 ? 'run' : 'runs'}`,
  };
  const parts = costParts(cost);
  return (
    <Figure name="object-cost" title="What one pass of the trigger costs" table={costTable(cost)} json={cost}>
      <div class="own-cost">
        <div ref={root}>
          <Waterfall falls={falls(cost, titles)} base={cost.base.cycles} width={Math.max(300, Math.min(620, width))} left={116} label="Cycles of a pass: nothing attached, dispatch, programs, all" onPoint={setAbout} />
        </div>
        <table class="numbers-table">
          <caption class="unseen">Cycles and instructions of one pass</caption>
          <thead>
            <tr>
              <td />
              <th scope="col">cycles</th>
              <th scope="col">instr</th>
              <th scope="col">cycles per run</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ part, cost: { cycles, instructions }, perRun }) => (
              <tr key={part} data-part={part} data-cycles={cycles}>
                <th scope="row" class="left">
                  {part === 'base' || part === 'traced' ? titles[part] : `of that, ${titles[part]}`}
                </th>
                <td>{tenths(cycles)}</td>
                <td>{tenths(instructions)}</td>
                <td>{perRun === null ? '' : tenths(perRun)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Detail text={about} rest={`In cycles of side A’s core, once the cost repeats. Dispatch: ${ABOUT.dispatch}.${cost.period === undefined ? ' The cost never came to repeat: means of the last passes.' : ''}`} />
    </Figure>
  );
}

function falls({ base, dispatch, body, traced }: RunCost, titles: Readonly<Record<Part, string>>): Fall[] {
  const fall = (key: Part, from: number, to: number): Fall => {
    const isLevel = key === 'base' || key === 'traced';
    return { key, label: titles[key], from, to, isLevel, about: `${titles[key]}, ${ABOUT[key]}: ${tenths(isLevel ? to : to - from)} cycles.` };
  };
  const entered = base.cycles + dispatch.cycles;
  return [fall('base', 0, base.cycles), fall('dispatch', base.cycles, entered), fall('body', entered, entered + body.cycles), fall('traced', 0, traced.cycles)];
}

function tenths(value: number): string {
  return count(Math.round(10 * value) / 10);
}

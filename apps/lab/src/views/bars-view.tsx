import { useState } from 'preact/hooks';
import { Bars, type Bar } from '../drawing/bars.js';
import { count, percent } from '../drawing/figures.js';
import { barRows, type BarRow } from '../store/bars.js';
import type { Store } from '../store/store.js';
import { Detail } from './detail.js';
import { Figure } from './figure.js';
import { RefusalText } from './refusal-text.js';
import { useWidth } from './use-width.js';

/** What one iteration costs: the first thing to see, and always there. */
export function BarsView({ store }: { readonly store: Store }) {
  const { a, b } = store.state.value;
  const rows = barRows(a, b, store.results);
  const [root, width] = useWidth(720);
  const isNarrow = width < NARROW;
  const [about, setAbout] = useState<string | null>(null);
  const refused = rows.find(({ key, refusal }) => refusal && (key === 'a' || key === 'b'));
  return (
    <Figure
      name="bars"
      title="Cycles per iteration"
      about="A loop of getpgid() system calls, each traced once. Grey is what the loop costs untraced."
      table={{
        columns: ['bar', 'configuration', 'cycles', 'instructions', 'overhead', 'hit', 'published'],
        rows: rows.map(({ name, id, cost, published }) => [
          name, id, cost?.cycles ?? null, cost?.instructions ?? null, cost ? cost.cycles - cost.base : null,
          cost ? (cost.cycles - cost.base) / cost.cycles : null, published.map(markText).join('; ') || null,
        ]),
      }}
      json={rows}
    >
      <div class={isNarrow ? 'bars narrow' : 'bars'} ref={root}>
        <Bars bars={rows.map(bar)} width={isNarrow ? width : width - TABLE} onPoint={setAbout} />
        <table class="numbers">
          <thead>
            <tr>
              <th scope="col" class="name left">
                bar
              </th>
              <th scope="col">instr</th>
              <th scope="col">overhead</th>
              <th scope="col">hit %</th>
              <th scope="col" class="left">
                published
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, cost, refusal, published }) => (
              <tr key={key} data-row={key}>
                <th scope="row" class="name left">
                  {name}
                </th>
                <td>{cost ? count(cost.instructions) : ''}</td>
                <td>{cost && key !== 'base' ? count(cost.cycles - cost.base) : ''}</td>
                <td>{cost && key !== 'base' ? percent((cost.cycles - cost.base) / cost.cycles) : ''}</td>
                <td class="left published">{refusal ? refusal.by : publishedCells(published)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Detail text={about} rest="Overhead: cycles above the base. Hit: the part of the base’s rate that tracing takes, overhead / cycles. A line is a published figure; dashed where only its hit was published." />
      {refused?.refusal && <RefusalText refusal={refused.refusal} name={refused.name} />}
    </Figure>
  );
}

const TABLE = 404;
/** Then the numbers are below the bars. */
const NARROW = 820;

function bar({ key, name, id, cost, refusal, published }: BarRow): Bar {
  const marks = published
    .filter(({ metric }) => metric === 'cycles' || !published.some((other) => other.metric === 'cycles'))
    .flatMap((mark) => {
      const isRate = mark.metric === 'hit';
      if (isRate && !cost) return [];
      return [{ at: isRate ? cost!.base / (1 - mark.value) : mark.value, text: `published: ${markText(mark)}`, isRate }];
    });
  const numbers = cost ? `${count(cost.cycles)} cycles, ${count(cost.instructions)} instructions, ${count(cost.cycles - cost.base)} cycles above the base${cost.settled ? '' : '; a mean, as it never settled'}` : refusal ? refusal.message : 'being measured';
  const about = [`${name === id ? name : `${name}, ${id}`}: ${numbers}.`, ...published.map((mark) => `Published: ${markText(mark)}.`)].join(' ');
  return { key, label: name, note: key === 'a' || key === 'b' ? shortId(id) : '', cycles: cost?.cycles, base: cost?.base ?? 0, marks, about };
}

/** Names of series by their initials where all would not fit. */
function shortId(id: string): string {
  return id.length <= 24 ? id : id.replace('ftrace-regs', 'regs').replace('ops-direct', 'ops').replace('rethook', 'rh').replaceAll('+', ' ').replace(/^fprobe /, '');
}

function markText({ source, metric, value }: BarRow['published'][number]): string {
  return metric === 'hit' ? `${percent(value)} % (${source})` : `${Math.round(value)} cycles (${source})`;
}

function publishedCells(published: BarRow['published']) {
  return [...new Set(published.map(({ source }) => source))].map((source) => {
    const marks = published.filter((one) => one.source === source);
    const { metric, value } = marks[0]!;
    return (
      <span key={source} title={`${source}: ${marks.map(markText).join(', ')}`}>
        {metric === 'hit' ? `${percent(value)} %` : Math.round(value)} <span class="dim">{source.split(/[ ,]/)[0]}</span>
      </span>
    );
  });
}

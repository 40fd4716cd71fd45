import { count, percent } from '../drawing/figures.js';
import type { BarRow } from '../store/bars.js';
import { aboutBar, hit, markText, overhead } from './bar-text.js';

/** The numbers beside the bars; what they mean is said of a row as of its bar. */
export function BarsTable({ rows, onPoint }: { readonly rows: readonly BarRow[]; readonly onPoint: (about: string | null) => void }) {
  return (
    <table class="numbers" aria-label="Numbers of the bars">
      <thead>
        <tr>
          <th scope="col" class="name left">
            bar
          </th>
          <th scope="col" title="Instructions of an iteration, user loop and exceptions included">
            instr
          </th>
          <th scope="col" title="Cycles above the base">
            overhead
          </th>
          <th scope="col" title="The part of the base’s rate that tracing takes: overhead / cycles">
            hit %
          </th>
          <th scope="col" class="left" title="Measured on a Raspberry Pi 4: cycles, or the hit">
            published
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const { key, name, cost, published } = row;
          const [above, part] = cost && key !== 'base' ? [overhead(cost), hit(cost)] : [];
          return (
            <tr key={key} data-row={key} onPointerEnter={() => onPoint(aboutBar(row))} onPointerLeave={() => onPoint(null)}>
              <th scope="row" class="name left">
                {name}
              </th>
              <td>{cost ? count(cost.instructions) : ''}</td>
              <td>{above === undefined ? '' : count(above)}</td>
              <td>{part === undefined ? '' : percent(part)}</td>
              <td class="left published">{publishedCells(published)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function publishedCells(published: BarRow['published']) {
  return [...new Set(published.map(({ source }) => source))].map((source) => {
    const marks = published.filter((one) => one.source === source);
    const { metric, value } = marks[0]!;
    return (
      <span key={source} title={marks.map(markText).join(', ')}>
        {metric === 'hit' ? `${percent(value)} %` : Math.round(value)} <span class="dim">{source.split(/[ ,]/)[0]}</span>
      </span>
    );
  });
}

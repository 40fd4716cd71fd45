import { comparePublished, fittedConstants, PUBLISHED_CORE, type Comparison } from '@tracelab/bench';
import { useState } from 'preact/hooks';
import { Errors } from '../drawing/errors.js';
import { count, percent } from '../drawing/figures.js';
import type { Store } from '../store/store.js';
import { Detail } from './detail.js';
import { Figure } from './figure.js';
import { useWidth } from './use-width.js';

const FITTED = fittedConstants(PUBLISHED_CORE)
  .map(({ name }) => name)
  .join(', ');

/** Published figures beside those that the lab predicts, on the core that they were measured on. */
export function PublishedView({ store }: { readonly store: Store }) {
  const [root, width] = useWidth(400);
  const [about, setAbout] = useState<string | null>(null);
  let missing = 0;
  const comparisons = comparePublished((point) => {
    const cost = store.results.cost({ mitigations: 'none', ...point, core: PUBLISHED_CORE });
    if (!cost) missing++;
    return cost?.ok ? cost.value : undefined;
  });
  return (
    <Figure
      name="published"
      isReady={missing === 0}
      title="Published figures beside predicted ones"
      about={`All of them on a ${PUBLISHED_CORE}, without mitigations but for TI’s. Constants of the core that are fitted: ${FITTED}; none of them on a tracing result.`}
      table={{
        columns: ['figure', 'configuration', 'source', 'metric', 'published', 'predicted', 'error', 'fitted'],
        rows: comparisons.map(({ id, row, source, metric, published, predicted, error, fitted }) => [id, row, source, metric, published, predicted, error, fitted ? 'yes' : 'no']),
      }}
      json={comparisons}
    >
      {missing > 0 && <p class="waiting">measuring…</p>}
      <div class="comparison" hidden={missing > 0}>
        <table class="numbers-table">
          <caption class="unseen">Figures, published and predicted</caption>
          <thead>
            <tr>
              <th scope="col" class="left">
                figure
              </th>
              <th scope="col" class="left configuration">
                configuration
              </th>
              <th scope="col" class="left">
                metric
              </th>
              <th scope="col">published</th>
              <th scope="col">predicted</th>
              <th scope="col">error %</th>
            </tr>
          </thead>
          <tbody>
            {comparisons.map((one, i) => (
              <tr key={`${one.id} ${one.metric}`} data-figure={`${one.id} ${one.metric}`} onPointerEnter={() => setAbout(aboutOf(one))} onPointerLeave={() => setAbout(null)}>
                <th scope="row" class="left">
                  {comparisons[i - 1]?.id === one.id ? '' : one.id}
                </th>
                <td class="left dim configuration">{comparisons[i - 1]?.id === one.id ? '' : one.row}</td>
                <td class="left">{one.metric}</td>
                <td>{figure(one, one.published)}</td>
                <td>{figure(one, one.predicted)}</td>
                <td>
                  {one.error >= 0 ? '+' : ''}
                  {percent(one.error)}
                  {one.fitted ? '*' : ''}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <div ref={root} class="errors">
          <Errors comparisons={comparisons} aboutOf={aboutOf} width={Math.max(160, width)} onPoint={setAbout} />
        </div>
      </div>
      <Detail text={about} rest="Error: (predicted − published) / published. * a constant was fitted on this figure. Ratio to direct: overhead over that of a direct call, free of the base." />
    </Figure>
  );
}

/** What was published, what the lab predicts, and of what configuration. */
function aboutOf(one: Comparison): string {
  const { id, row, metric, error, fitted, source } = one;
  const distance = `${percent(Math.abs(error))} % ${error < 0 ? 'below' : 'above'} it`;
  return `${id} (${row}), ${metric}: ${figure(one, one.published)} by ${source}; predicted ${figure(one, one.predicted)}, ${distance}${fitted ? '; a constant was fitted on it' : ''}.`;
}

function figure({ metric }: Pick<Comparison, 'metric'>, value: number): string {
  switch (metric) {
    case 'cycles':
    case 'overhead':
      return count(Math.round(value));
    case 'hit':
      return `${percent(value)} %`;
    case 'ratio to direct':
      return value.toFixed(2);
  }
}


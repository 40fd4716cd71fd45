import { SERIES_IDS, type SeriesId } from '@tracelab/bench';
import { count, percent } from '../drawing/figures.js';
import type { SeriesCosts } from '../store/series-costs.js';

interface SharesTableProps {
  readonly costs: SeriesCosts;
  readonly saved: (series: SeriesId) => number | undefined;
  readonly onPoint: (about: string | null) => void;
}

/** Savings in cycles per call; every number says what it means. */
export function SharesTable({ costs, saved, onPoint }: SharesTableProps) {
  const { shares, measured } = costs;
  const most = Math.max(1e-9, ...(shares ?? []).map(({ share }) => Math.abs(share)));
  const cell = (value: number | undefined, about: string, text: (value: number) => string = count) => (
    <td tabIndex={value === undefined ? undefined : 0} onPointerEnter={() => onPoint(about)} onPointerLeave={() => onPoint(null)} onFocus={() => onPoint(about)} onBlur={() => onPoint(null)}>
      {value === undefined ? '' : text(value).replace('-', '−')}
    </td>
  );
  return (
    <table class="shares-table">
      <caption>Cycles saved per call</caption>
      <thead>
        <tr>
          <th scope="col" class="left">
            series
          </th>
          <th scope="col">here</th>
          <th scope="col">alone</th>
          <th scope="col">last</th>
          <th scope="col">Shapley</th>
          <th scope="col">share %</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {SERIES_IDS.map((id) => {
          const share = shares?.find(({ series }) => series === id);
          return (
            <tr key={id} data-series={id}>
              <th scope="row" class="left">
                {id}
              </th>
              {cell(saved(id), `${id} in the order shown: what it saves after the steps above it.`)}
              {cell(share?.alone, `${id} alone: what turning it on saves when no other series is on.`)}
              {cell(share?.last, `${id} last: what turning it on saves when all others are on; what the kernel would lose without it.`)}
              {cell(share?.shapley, `${id}, Shapley: its saving averaged over all 24 orders of merging the four.`, mean)}
              {cell(share?.share, `${id}, share: its Shapley saving as a part of what all four save together.`, percent)}
              <td class="share-bar" aria-hidden="true">
                {share && <svg width="72" height="10">
                  <rect class={share.share < 0 ? 'step up' : 'step'} width={Math.max(1, (72 * Math.abs(share.share)) / most)} height="10" />
                </svg>}
              </td>
            </tr>
          );
        })}
        <tr class="sum">
          <th scope="row" class="left">
            together
          </th>
          <td />
          <td />
          <td />
          <td>{shares ? mean(shares.reduce((sum, { shapley }) => sum + shapley, 0)) : ''}</td>
          <td>{shares ? '100.0' : `${measured}/16`}</td>
          <td />
        </tr>
      </tbody>
    </table>
  );
}

function mean(value: number): string {
  return value.toFixed(1);
}

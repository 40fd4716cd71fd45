import type { Comparison } from '@tracelab/bench';
import { percent, ratio, signedPercent, whole } from './figures.js';
import type { Part } from './index.js';
import { table } from './table.js';
import { wrap } from './wrap.js';

/** The constants that were chosen so that a measurement comes out, and how far every prediction is off. */
export const fit: Part = ({ fitted, published }, { head, note }) => {
  if (fitted.length === 0 && published.length === 0) return undefined;
  const constants = table(
    [{ head: 'constant', align: 'left' }, { head: 'value' }, { head: 'fitted on', align: 'left' }],
    fitted.flatMap(({ name, value, on }) =>
      wrap(on, 46).map((line, i) => (i === 0 ? [name, String(value), line] : ['', '', line])),
    ),
    head,
  );
  const errors = table(
    [
      { head: 'figure', align: 'left' },
      { head: 'metric', align: 'left' },
      { head: 'published' },
      { head: 'predicted' },
      { head: 'error' },
    ],
    published.map((one, i) => [
      one.id === published[i - 1]?.id ? '' : one.id,
      one.metric,
      figure(one.metric, one.published),
      figure(one.metric, one.predicted),
      `${signedPercent(one.error)}${one.fitted ? '*' : ' '}`,
    ]),
    head,
  );
  const blocks = [
    fitted.length > 0 ? constants : [],
    published.length > 0 ? errors : [note('Nothing was published about this core.')],
    published.some((one) => one.fitted) ? [note('* a constant was fitted on this figure.')] : [],
  ];
  return blocks.filter((block) => block.length > 0).flatMap((block, i) => (i === 0 ? block : ['', ...block]));
};

function figure(metric: Comparison['metric'], value: number): string {
  switch (metric) {
    case 'cycles':
    case 'overhead':
      return whole(value);
    case 'hit':
      return `${percent(value)} %`;
    case 'ratio to direct':
      return ratio(value);
  }
}

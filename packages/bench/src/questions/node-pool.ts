import { SERIES_IDS, type SeriesId } from '../configuration.js';
import { POINTS } from '../published.js';
import type { Question } from './question.js';

const SETS: readonly (readonly [string, readonly SeriesId[]])[] = [
  ['three series', ['ftrace-regs', 'ops-direct', 'fprobe']],
  ['four series', SERIES_IDS],
];

export const nodePool: Question = {
  number: 7,
  title: 'How much of optimised fprobe is the node pool?',
  answer({ overhead }) {
    const rows = SETS.map(([name, series]) => {
      const always = overhead({ ...POINTS.fprobeAll, series });
      const never = overhead({ ...POINTS.fprobeAll, series, pool: 'when-needed' });
      return [name, always, never, always - never, (100 * (always - never)) / always] as const;
    });
    const [[, , , pool, share], [, , , shadow]] = rows as [(typeof rows)[0], (typeof rows)[0]];
    return {
      measured: 'fprobe, fentry, hook skipped; overhead in cycles with a node taken for every call, as posted, and with none',
      tables: [{ heads: ['fprobe', 'with nodes', 'without', 'nodes', '% of it'], digits: [0, 0, 0, 1], rows }],
      conclusion:
        `The pool is ${pool.toFixed(0)} cycles, ${share.toFixed(0)} % of the posted fprobe's overhead; ` +
        `a node from the shadow stack costs ${shadow.toFixed(0)}.`,
    };
  },
};

import { diff } from '../diff/index.js';
import { POINTS } from '../published.js';
import type { Question } from './question.js';

export const distanceToDirect: Question = {
  number: 8,
  title: 'How far is it from direct calls after all that, and where do the remaining cycles go?',
  answer({ core, object, overhead }) {
    const optimised = { ...POINTS.fprobeAll, pool: 'when-needed' } as const;
    const { symbols } = diff({ ...POINTS.direct, core: core.name }, { ...optimised, core: core.name }, object);
    const [direct, fprobe] = [overhead(POINTS.direct), overhead(optimised)];
    const rows = symbols
      .filter(({ change }) => change.cycles !== 0)
      .map(({ name, before, after, change }) => [name, before?.cycles ?? null, after?.cycles ?? null, change.cycles] as const);
    const [first] = rows;
    return {
      measured: 'fentry, own cycles of each symbol per call: a direct call, and fprobe with all series and no node',
      tables: [{ heads: ['symbol', 'direct', 'fprobe', 'more'], rows }],
      conclusion:
        `${(fprobe - direct).toFixed(0)} cycles more than a direct call's ${direct.toFixed(0)}; ` +
        `the largest part of the difference is ${first![0]} (${first![3].toFixed(0)}).`,
    };
  },
};

import { stackTraces } from '../stack-traces/index.js';
import type { Question } from './question.js';

export const stackTraceReliability: Question = {
  number: 9,
  title: 'Are stack traces reliable?',
  answer({ object }) {
    const { rows } = stackTraces({ object });
    const figures = rows.map(({ mechanism, boundaries, missing, outer, wrong }) => [mechanism, boundaries, missing, outer, wrong] as const);
    const wrong = rows.filter((row) => row.wrong > 0);
    const worst = [...wrong].sort((a, b) => b.wrong / b.boundaries - a.wrong / a.boundaries)[0];
    const outer = rows.filter((row) => row.outer > 0);
    const hides = [...outer].sort((a, b) => b.outer / b.boundaries - a.outer / a.boundaries)[0];
    return {
      measured:
        'frame records at every instruction boundary of one traced call, hooked returns looked up, against the true chain of callers. ' +
        'missing: some caller is not shown; outer: of those, not just the immediate one; wrong: what is shown is no caller',
      tables: [{ heads: ['mechanism', 'boundaries', 'missing', 'outer', 'wrong'], rows: figures }],
      conclusion:
        (worst
          ? `${wrong.length} of ${rows.length} mechanisms show a wrong caller at some boundary, most of all ${worst.mechanism} (${worst.wrong} of ${worst.boundaries})`
          : `None of ${rows.length} mechanisms shows a wrong caller`) +
        (hides ? `; ${outer.length} hide one further out, most of all ${hides.mechanism} (${hides.outer} of ${hides.boundaries}).` : '.'),
    };
  },
};

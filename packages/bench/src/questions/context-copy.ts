import { ARGUMENT_COPIES } from '@tracelab/bpf-trampoline';
import { POINTS } from '../published.js';
import type { Question } from './question.js';

const ARGUMENTS = [1, 2, 4, 6] as const;

export const contextCopy: Question = {
  number: 2,
  title: 'Does converting ftrace_regs to the BPF context array matter?',
  answer({ overhead }) {
    const at = (copy: (typeof ARGUMENT_COPIES)[number], nrArgs: number): number =>
      overhead({ ...POINTS.fprobeAll, trampoline: { copy }, nrArgs });
    const rows = ARGUMENT_COPIES.map((copy) => [copy, ...ARGUMENTS.map((nrArgs) => at(copy, nrArgs))] as const);
    const one = rows.map((row) => row[1] as number);
    const six = rows.map((row) => row[ARGUMENTS.length] as number);
    const spread = (all: readonly number[]): string => (Math.max(...all) - Math.min(...all)).toFixed(0);
    const share = ((Math.max(...six) - Math.min(...six)) / Math.max(...six)) * 100;
    return {
      measured: 'fprobe, all series, fentry; overhead in cycles where BTF gives the function so many arguments. loop: as posted, word by word; unrolled: always eight; counted: as many as BTF says, in pairs',
      tables: [{ heads: ['copy', ...ARGUMENTS.map((n) => `${n} arg${n > 1 ? 's' : ''}`)], rows }],
      conclusion:
        `Between the best and the worst way lie ${spread(one)} cycles with one argument and ${spread(six)} with six, ` +
        `${share.toFixed(0)} % of the overhead: the conversion ${share < 10 ? 'does not decide anything' : 'is worth unrolling'}.`,
    };
  },
};

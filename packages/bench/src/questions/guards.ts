import { GUARDS, type Guard } from '@tracelab/bpf-trampoline';
import { handlerVariant } from '@tracelab/fprobe';
import { POINTS } from '../published.js';
import type { Question } from './question.js';

const HANDLERS = {
  'recursion bit of fprobe_handler': { bit: false, preempt: true },
  'preempt count of fprobe_handler': { bit: true, preempt: false },
  'both of fprobe_handler': { bit: false, preempt: false },
} as const;

export const guards: Question = {
  number: 6,
  title: 'What do the recursion guard and the preempt count cost?',
  answer({ cost }) {
    const full = cost(POINTS.fprobeAll).cycles;
    const direct = cost(POINTS.direct).cycles;
    const handlers = Object.entries(HANDLERS).map(([name, guard]) => {
      const { cycles } = cost({ ...POINTS.fprobeAll, variants: { fprobe: handlerVariant(`skip-hook, ${name} left out`, { guard }) } });
      return [name, full - cycles, null] as const;
    });
    const around = (Object.keys(GUARDS) as Guard[]).map((guard) => {
      const trampoline = { without: new Set([guard]) };
      return [
        `${guard} around the program`,
        full - cost({ ...POINTS.fprobeAll, trampoline }).cycles,
        direct - cost({ ...POINTS.direct, trampoline }).cycles,
      ] as const;
    });
    const everything = { without: new Set(Object.keys(GUARDS) as Guard[]) };
    const all = direct - cost({ ...POINTS.direct, trampoline: everything }).cycles;
    const [bit, preempt] = handlers.map(([, gain]) => gain);
    return {
      measured: 'fentry; cycles per call that leaving one out saves, of fprobe with all series and of a direct call. None of these kernels is safe',
      tables: [{ heads: ['left out', 'fprobe', 'direct'], rows: [...handlers, ...around, ['all four around the program', null, all]] }],
      conclusion:
        `The recursion bit of fprobe costs ${bit!.toFixed(0)} cycles and its preempt count ${preempt!.toFixed(0)}; ` +
        `what stands around the program costs a direct call ${all.toFixed(0)} cycles, ${((100 * all) / (direct - cost(POINTS.base).cycles)).toFixed(0)} % of its overhead.`,
    };
  },
};

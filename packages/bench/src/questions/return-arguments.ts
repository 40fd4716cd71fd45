import { createTimingModel, type Core } from '@tracelab/arm64-machine';
import { Fprobe, keepArguments, type Kept } from '@tracelab/fprobe';
import { Kernel, tracedLoop } from '@tracelab/kernel';
import { Ftrace } from '@tracelab/ops-direct';
import { perTaskShadowStack, withReturnRegisters, type ReturnRegisters } from '@tracelab/rethook';
import { TARGET } from '../attach.js';
import { partsOf } from '../build.js';
import { SERIES_IDS } from '../configuration.js';
import { countingParts } from '../contention/counting-probe.js';
import { startLoop } from '../loop.js';
import { settle } from '../settle.js';
import type { Question } from './question.js';

const KEPT: readonly Kept[] = ['context', 8, 6, 4, 2, 1];

/** Cycles of an iteration whose function has an fprobe that hands so much of a call on to its exit. */
function cyclesWith(core: Core, kept: Kept, registers: ReturnRegisters): number {
  const handlers = keepArguments(kept, 'count_return');
  const variants = { rethook: withReturnRegisters(perTaskShadowStack, registers) };
  const parts = [...partsOf(SERIES_IDS, 'none', core.name, { variants }), countingParts, handlers.parts];
  const kernel = new Kernel(parts, { timing: createTimingModel(core) });
  new Fprobe(kernel, new Ftrace(kernel), {
    functions: [TARGET.name],
    entryHandler: kernel.symbols.lookup(handlers.entryHandler),
    exitHandler: kernel.symbols.lookup(handlers.exitHandler),
    entryDataSize: handlers.entryDataSize(kernel),
  });
  return settle(kernel, startLoop(kernel, tracedLoop).iterate).cycles;
}

export const returnArguments: Question = {
  number: 4,
  title: 'What would a return trampoline give that copies only the required arguments onto the shadow stack?',
  answer({ core }) {
    const rows = KEPT.map((kept) => {
      const [all, result] = [cyclesWith(core, kept, 'all'), cyclesWith(core, kept, 'result')];
      return [kept === 'context' ? 'ftrace_regs' : `${kept} argument${kept > 1 ? 's' : ''}`, all, result] as const;
    });
    const [whole, , six, , , one] = rows.map(([, , result]) => result);
    const [all] = rows.map(([, cycles]) => cycles);
    return {
      measured: 'fexit by a bare fprobe, all series: cycles per iteration where the entry keeps so much for the exit, and the return trampoline saves all argument registers or the result alone',
      tables: [{ heads: ['kept for the exit', 'all registers', 'result only'], rows }],
      conclusion:
        `One argument in place of the whole ftrace_regs saves ${(whole! - one!).toFixed(0)} cycles of a call and six save ${(whole! - six!).toFixed(0)}; ` +
        `a return trampoline that keeps the result alone saves another ${(all! - whole!).toFixed(0)}.`,
    };
  },
};

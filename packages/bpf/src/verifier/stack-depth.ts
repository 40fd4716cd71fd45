import { MAX_BPF_STACK } from '../insn/opcode.js';
import type { Env } from './env.js';
import { MAX_FRAMES } from './frames.js';

/** check_max_stack_depth(): the stacks of all functions that may be under way together. */
export function checkStackDepths(env: Env): void {
  const { program, stackDepths } = env;
  // Where the same function was met at the same depth with as much before it, nothing new can follow.
  const seen = new Map<string, number>();
  const descend = (start: number, before: number, frames: number): void => {
    const met = `${start} ${frames}`;
    if ((seen.get(met) ?? -1) >= before) return;
    seen.set(met, before);
    const { callees, tailCalls } = program.subprogram(start);
    if (frames > 1 && tailCalls && before >= 256) {
      env.fail(`tail_calls are not allowed when call stack of previous frames is ${before} bytes. Too large`);
    }
    const depth = before + roundUp(Math.max(stackDepths.get(start) ?? 0, 1), 32);
    if (depth > MAX_BPF_STACK) env.fail(`combined stack size of ${frames} calls is ${depth}. Too large`);
    // Callbacks of callbacks may name each other; what really happens is limited where paths are followed.
    if (frames >= MAX_FRAMES) return;
    for (const callee of callees) {
      env.at = callee.at;
      descend(callee.start, depth, frames + 1);
    }
  };
  descend(0, 0, 1);
}

const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to;

import type { Program } from '@tracelab/bpf';
import { Fprobe } from '@tracelab/fprobe';
import type { Kernel } from '@tracelab/kernel';
import { glob, type Ftrace } from '@tracelab/ops-direct';
import { BpfKprobeMultiLink } from './handler.js';

/** Names of functions that a refused pattern is answered with. */
const SHOWN_NAMES = 8;

/** A program on all functions that fit a pattern. */
export interface KprobeMultiLink {
  readonly functions: readonly string[];
  detach(): void;
}

/**
 * bpf_kprobe_multi_link_attach(), for a kernel that is linked with kprobeMultiParts. The program gets pt_regs, which ftrace saves only
 * before the ftrace-regs series; that is why arm64 has had no kprobe.multi since.
 *
 * @param pattern with `*` and `?`
 * @param isReturn runs at the functions' return
 * @throws Error where no function fits, or where there are no pt_regs to give
 */
export function attachKprobeMulti(kernel: Kernel, ftrace: Ftrace, program: Program, pattern: string, isReturn: boolean): KprobeMultiLink {
  const { memory, symbols } = kernel;
  const handler = symbols.lookup('kprobe_multi_link_handler');
  const names = ftrace.records.all.map(({ name }) => name);
  const functions = names.filter(glob(pattern));
  if (functions.length === 0) {
    throw new Error(`no function fits "${pattern}": one of ${names.length} is wanted, ${names.slice(0, SHOWN_NAMES).join(', ')}, …`);
  }
  if (symbols.tryLookup('ftrace_regs_caller') === undefined) {
    throw new Error('the program wants pt_regs, which ftrace no longer saves with the series ftrace-regs; without it, it does');
  }
  const link = kernel.kzalloc(BpfKprobeMultiLink.structSize);
  BpfKprobeMultiLink.prog.write(memory, link, program.prog);
  BpfKprobeMultiLink.cnt.write(memory, link, functions.length);
  const probe = new Fprobe(kernel, ftrace, {
    address: link + BigInt(BpfKprobeMultiLink.fp.offset),
    functions,
    ...(isReturn ? { exitHandler: handler } : { entryHandler: handler }),
  });
  return { functions, detach: () => probe.unregister() };
}

import type { Program } from '@tracelab/bpf';
import { Fprobe } from '@tracelab/fprobe';
import type { Kernel } from '@tracelab/kernel';
import { glob, type Ftrace } from '@tracelab/ops-direct';
import { BpfKprobeMultiLink } from './layout.js';

/** Names of functions that a refused pattern is answered with. */
const SHOWN_NAMES = 8;

/** A program on all functions that fit a pattern. */
export interface KprobeMultiLink {
  readonly functions: readonly string[];
  detach(): void;
}

export interface KprobeMultiOptions {
  /** The program runs at the functions' return. Default false. */
  readonly isReturn?: boolean;
  /** What bpf_get_attach_cookie() gives the program on functions that {@link cookies} does not name. Default 0. */
  readonly cookie?: bigint;
  /** By function. */
  readonly cookies?: ReadonlyMap<string, bigint>;
}

/**
 * bpf_kprobe_multi_link_attach(), for a kernel that is linked with kprobeMultiParts. The program gets pt_regs, which ftrace saves only
 * before the ftrace-regs series; that is why arm64 has had no kprobe.multi since.
 *
 * @param pattern with `*` and `?`
 * @throws Error where no function fits, where one with a cookie does not, or where there are no pt_regs to give
 */
export function attachKprobeMulti(kernel: Kernel, ftrace: Ftrace, program: Program, pattern: string, options: KprobeMultiOptions = {}): KprobeMultiLink {
  const { isReturn = false, cookie = 0n, cookies = new Map<string, bigint>() } = options;
  const { memory, symbols } = kernel;
  const handler = symbols.lookup('kprobe_multi_link_handler');
  const names = ftrace.records.all.map(({ name }) => name);
  const functions = names.filter(glob(pattern));
  if (functions.length === 0) {
    throw new Error(`no function fits "${pattern}": one of ${names.length} is wanted, ${shown(names)}`);
  }
  for (const name of cookies.keys()) {
    if (!functions.includes(name)) throw new Error(`cookie for function "${name}", which "${pattern}" does not fit: one of ${functions.length} is wanted, ${shown(functions)}`);
  }
  if (symbols.tryLookup('ftrace_regs_caller') === undefined) {
    throw new Error('the program wants pt_regs, which ftrace no longer saves with the series ftrace-regs; without it, it does');
  }
  const link = kernel.kzalloc(BpfKprobeMultiLink.structSize);
  BpfKprobeMultiLink.prog.write(memory, link, program.prog);
  const targets = functions.map((name) => ({ address: symbols.lookup(name), cookie: cookies.get(name) ?? cookie }));
  // The helper looks for a function's cookie by bisection.
  targets.sort((a, b) => (a.address < b.address ? -1 : 1));
  BpfKprobeMultiLink.addrs.write(memory, link, words(kernel, targets.map(({ address }) => address)));
  if (cookie !== 0n || cookies.size > 0) BpfKprobeMultiLink.cookies.write(memory, link, words(kernel, targets.map((one) => one.cookie)));
  BpfKprobeMultiLink.cnt.write(memory, link, targets.length);
  const probe = new Fprobe(kernel, ftrace, {
    address: link + BigInt(BpfKprobeMultiLink.fp.offset),
    functions,
    ...(isReturn ? { exitHandler: handler } : { entryHandler: handler }),
  });
  return { functions, detach: () => probe.unregister() };
}

function words(kernel: Kernel, values: readonly bigint[]): bigint {
  const at = kernel.kzalloc(8 * values.length);
  values.forEach((value, n) => kernel.memory.write(at + BigInt(8 * n), 8, value));
  return at;
}

/** Some names, for messages. */
const shown = (names: readonly string[]): string => names.slice(0, SHOWN_NAMES).join(', ') + (names.length > SHOWN_NAMES ? ', …' : '');

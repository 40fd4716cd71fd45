import type { Kernel } from '@tracelab/kernel';
import { glob, type Ftrace } from '@tracelab/ops-direct';
import { Fprobe } from './fprobe.js';
import type { FprobeOptions } from './stepwise-fprobe.js';

/** A probe without what it probes. */
export type FprobeHandlers = Omit<FprobeOptions, 'functions' | 'notrace'>;

/**
 * register_fprobe: every traceable function whose name fits `filter` but not `notfilter`, both as of set_ftrace_filter.
 *
 * @throws Error where nothing fits the one or, if it is given, the other
 */
export function registerFprobe(kernel: Kernel, ftrace: Ftrace, handlers: FprobeHandlers, filter: string, notfilter = ''): Fprobe {
  return new Fprobe(kernel, ftrace, {
    ...handlers,
    functions: fitting(ftrace, filter),
    ...(notfilter !== '' && { notrace: fitting(ftrace, notfilter) }),
  });
}

/** register_fprobe_ips: by address of functions, or of their call sites. @throws Error where one is neither */
export function registerFprobeIps(kernel: Kernel, ftrace: Ftrace, handlers: FprobeHandlers, ips: readonly bigint[]): Fprobe {
  return new Fprobe(kernel, ftrace, { ...handlers, functions: ips });
}

/** register_fprobe_syms: by name, all or none. @throws Error naming the first that is not traceable */
export function registerFprobeSyms(kernel: Kernel, ftrace: Ftrace, handlers: FprobeHandlers, syms: readonly string[]): Fprobe {
  return new Fprobe(kernel, ftrace, { ...handlers, functions: syms });
}

function fitting({ records }: Ftrace, pattern: string): string[] {
  const fits = glob(pattern);
  const names = records.all.map(({ name }) => name);
  const found = names.filter(fits);
  if (found.length === 0) throw new Error(`fprobe: no function fits "${pattern}"; traceable are ${names.join(', ')}`);
  return found;
}

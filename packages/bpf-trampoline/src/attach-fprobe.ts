import type { Kernel } from '@tracelab/kernel';
import type { Ftrace } from '@tracelab/ops-direct';
import { FprobeTrampoline, type FprobeInvokerOptions } from './fprobe-trampoline.js';
import type { Attachment, TracedFunction, TracingLink } from './link.js';

/** Puts an fprobe on the function, whose callbacks run its programs; for programs that come and go, {@link FprobeTrampoline}. */
export function attachFprobe(
  kernel: Kernel,
  ftrace: Ftrace,
  fn: TracedFunction,
  links: readonly TracingLink[],
  options: FprobeInvokerOptions,
): Attachment {
  return new FprobeTrampoline(kernel, ftrace, fn, options).attach(links);
}

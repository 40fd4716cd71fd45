import type { Kernel } from '@tracelab/kernel';
import type { Ftrace } from '@tracelab/ops-direct';
import { DirectTrampoline } from './direct-trampoline.js';
import type { Attachment, TracedFunction, TracingLink } from './link.js';

/** Generates the image for the function's programs and has the call site call it; for programs that come and go, {@link DirectTrampoline}. */
export function attachDirect(kernel: Kernel, ftrace: Ftrace, fn: TracedFunction, links: readonly TracingLink[]): Attachment {
  return new DirectTrampoline(kernel, ftrace, fn).attach(links);
}

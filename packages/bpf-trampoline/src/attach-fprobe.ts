import { Fprobe } from '@tracelab/fprobe';
import type { Kernel } from '@tracelab/kernel';
import type { Ftrace } from '@tracelab/ops-direct';
import { BPF_TRAMP, BpfFprobeCallContext, BpfTrampLink, BpfTrampoline } from './layout.js';
import { checkLinks, type Attachment, type TracedFunction, type TracingLink } from './link.js';

export interface FprobeInvokerOptions {
  /**
   * When the fprobe has an exit handler, and so takes a node per call: `always`, as posted in November 2022, or only
   * `when-needed`, where some program runs at the function's return.
   */
  readonly pool: 'always' | 'when-needed';
}

/** The RFC: the function's trampoline is a data structure, and an fprobe walks it. */
export function attachFprobe(
  kernel: Kernel,
  ftrace: Ftrace,
  fn: TracedFunction,
  links: readonly TracingLink[],
  { pool }: FprobeInvokerOptions,
): Attachment {
  checkLinks(fn, links);
  const { memory, symbols } = kernel;
  const trampoline = kernel.kzalloc(BpfTrampoline.structSize);
  BpfTrampoline.addr.write(memory, trampoline, symbols.lookup(fn.name));
  BpfTrampoline.nrArgs.write(memory, trampoline, fn.nrArgs);
  for (const kind of ['fentry', 'fexit', 'modifyReturn'] as const) {
    linkPrograms(kernel, trampoline, links.filter((link) => link.kind === kind));
  }
  const takesNode = pool === 'always' || links.some(({ kind }) => kind !== 'fentry');
  const probe = new Fprobe(kernel, ftrace, {
    address: trampoline + BigInt(BpfTrampoline.probe.offset),
    functions: [fn.name],
    entryHandler: symbols.lookup(takesNode ? 'bpf_fprobe_entry' : 'bpf_fprobe_entry_on_stack'),
    ...(takesNode && { exitHandler: symbols.lookup('bpf_fprobe_exit') }),
    entryDataSize: BpfFprobeCallContext.structSize,
  });
  return { detach: () => probe.unregister() };
}

/** Puts links of one kind on the trampoline's list, in the order in which they run. */
function linkPrograms(kernel: Kernel, trampoline: bigint, links: readonly TracingLink[]): void {
  const { memory } = kernel;
  let slot = trampoline;
  for (const { program, kind, cookie = 0n } of links) {
    if (slot === trampoline) slot += BigInt(BpfTrampoline.progsHlist.at(BPF_TRAMP[kind]));
    const link = kernel.kzalloc(BpfTrampLink.structSize);
    const node = link + BigInt(BpfTrampLink.trampHlist.offset);
    BpfTrampLink.prog.write(memory, link, program.prog);
    BpfTrampLink.cookie.write(memory, link, cookie);
    BpfTrampLink.trampPprev.write(memory, link, slot);
    memory.write(slot, 8, node);
    slot = node;
  }
}

import type { Kernel } from '@tracelab/kernel';
import type { Ftrace } from '@tracelab/ops-direct';
import { trampolineText, type TrampolineProgram } from './direct-image.js';
import { BpfTrampImage } from './layout.js';
import { checkLinks, type Attachment, type TracedFunction, type TracingLink } from './link.js';

/** bpf_trampoline_update: generates the image for the function's programs and has the call site call it. */
export function attachDirect(kernel: Kernel, ftrace: Ftrace, fn: TracedFunction, links: readonly TracingLink[]): Attachment {
  checkLinks(fn, links);
  const image = allocImage(kernel);
  const programs = (kind: TracingLink['kind']): TrampolineProgram[] =>
    links
      .filter((link) => link.kind === kind)
      .map(({ program, cookie = 0n }) => ({ prog: program.prog, code: program.code, cookie }));
  const text = trampolineText(
    {
      image,
      function: kernel.symbols.lookup(fn.name),
      nrArgs: fn.nrArgs,
      fentry: programs('fentry'),
      fmodRet: programs('modifyReturn'),
      fexit: programs('fexit'),
      ipArg: false, // for bpf_get_func_ip, which no loaded program can call yet
    },
    (symbol) => kernel.symbols.lookup(symbol),
  );
  const symbol = `bpf_trampoline_${fn.name}`;
  const address = kernel.placeCode(symbol, text);
  BpfTrampImage.image.write(kernel.memory, image, address);
  const ops = ftrace.registerDirect(fn.name, address);
  return {
    detach: () => {
      ftrace.unregisterDirect(ops);
      kernel.symbols.delete(symbol);
    },
  };
}

function allocImage(kernel: Kernel): bigint {
  const image = kernel.kzalloc(BpfTrampImage.structSize);
  BpfTrampImage.pcrefPercpuCount.write(kernel.memory, image, kernel.perCpuAlloc(8));
  return image;
}

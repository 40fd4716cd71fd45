import { BpfProg, type Program } from '@tracelab/bpf';
import type { Kernel } from '@tracelab/kernel';
import type { TracingLink } from './link.js';
import { programsOf } from './program-call.js';
import { TrampImage } from './tramp-image.js';
import { Trampoline } from './trampoline.js';

/** bpf_prog.call_get_func_ip: the program asks for the traced function's address. */
const CALL_GET_FUNC_IP = 1n << 12n;

/** The JITed trampoline: an image for each set of programs, which the call site calls. */
export class DirectTrampoline extends Trampoline {
  #image: TrampImage | undefined;
  /** The ops that stands for the direct call. */
  #ops = 0n;

  /** The image that new calls run through. */
  get image(): TrampImage | undefined {
    return this.#image;
  }

  protected override update(_before: readonly TracingLink[], links: readonly TracingLink[]): void {
    const old = this.#image;
    const next = links.length > 0 ? this.#generate(links) : undefined;
    if (next && old) this.ftrace.modifyDirect(this.#ops, next.code);
    else if (next) this.#ops = this.ftrace.registerDirect(this.fn.name, next.code);
    else this.ftrace.unregisterDirect(this.#ops);
    this.#image = next;
    old?.put();
  }

  #generate(links: readonly TracingLink[]): TrampImage {
    const { kernel, fn } = this;
    return new TrampImage(kernel, this.gracePeriods, `bpf_trampoline_${fn.name}`, {
      function: kernel.symbols.lookup(fn.name),
      nrArgs: fn.nrArgs,
      fentry: programsOf(kernel, links, 'fentry'),
      fmodRet: programsOf(kernel, links, 'modifyReturn'),
      fexit: programsOf(kernel, links, 'fexit'),
      ipArg: links.some(({ program }) => callsGetFuncIp(kernel, program)),
    });
  }
}

function callsGetFuncIp({ memory }: Kernel, { prog }: Program): boolean {
  return (BpfProg.flags.read(memory, prog) & CALL_GET_FUNC_IP) !== 0n;
}

import { BPF_PROG_CALL_GET_FUNC_IP, BpfProg, type Program } from '@tracelab/bpf';
import type { Kernel } from '@tracelab/kernel';
import type { Update } from '@tracelab/ops-direct';
import type { TracingLink } from './link.js';
import { programsOf } from './program-call.js';
import { TrampImage } from './tramp-image.js';
import { Trampoline } from './trampoline.js';

/** The JITed trampoline: an image for each set of programs, which the call site calls. */
export class DirectTrampoline extends Trampoline {
  #image: TrampImage | undefined;
  /** The ops that stands for the direct call. */
  #ops = 0n;

  /** The image that new calls run through. */
  get image(): TrampImage | undefined {
    return this.#image;
  }

  protected override *update(_before: readonly TracingLink[], links: readonly TracingLink[]): Update {
    const old = this.#image;
    const next = links.length > 0 ? this.#generate(links) : undefined;
    yield* this.#call(next);
    this.#image = next;
    if (old) yield* old.put();
  }

  /** Has the call site call an image, or nobody. */
  *#call(next: TrampImage | undefined): Update {
    const { stepwise } = this.ftrace;
    if (next && this.#image && this.kernel.symbols.lookup('FTRACE_DIRECT_CALLS') !== 0n) {
      yield* stepwise.modifyDirect(this.#ops, next.code);
      return;
    }
    // Before v6.4 there is no way from one address to another: calls in between are not traced.
    if (this.#image) yield* stepwise.unregisterDirect(this.#ops);
    if (next) this.#ops = yield* stepwise.registerDirect(this.fn.name, next.code);
  }

  #generate(links: readonly TracingLink[]): TrampImage {
    const { kernel, fn } = this;
    return new TrampImage(kernel, this.ftrace.stepwise.poke, this.gracePeriods, `bpf_trampoline_${fn.name}`, {
      ...fn,
      function: kernel.symbols.lookup(fn.name),
      fentry: programsOf(kernel, links, 'fentry'),
      fmodRet: programsOf(kernel, links, 'modifyReturn'),
      fexit: programsOf(kernel, links, 'fexit'),
      ipArg: links.some(({ program }) => callsGetFuncIp(kernel, program)),
    });
  }
}

function callsGetFuncIp({ memory }: Kernel, { prog }: Program): boolean {
  return (BpfProg.flags.read(memory, prog) & BigInt(BPF_PROG_CALL_GET_FUNC_IP)) !== 0n;
}

import { functionModel, kernelBtf, type AttachType, type BpfProgram, type Program } from '@tracelab/bpf';
import { attachKprobeMulti, checkAttachTarget, DirectTrampoline, FprobeTrampoline, type TracedFunction, type Trampoline, type TrampolineKind } from '@tracelab/bpf-trampoline';
import type { Kernel } from '@tracelab/kernel';
import { registerKprobe } from '@tracelab/kprobe';
import type { Ftrace } from '@tracelab/ops-direct';
import { AttachError } from '../attach.js';
import type { Invoker, Pool } from '../configuration.js';

/** How programs come onto the functions that their sections name. */
export interface AttachRequest {
  /** Who calls programs of fentry, fexit and fmod_ret; kprobes have their own way. */
  readonly invoker: Invoker;
  readonly pool: Pool;
  /** What bpf_get_attach_cookie() gives each program, by name; of kprobe.multi also by `PROGRAM:FUNCTION`. 0 unless stated. */
  readonly cookies?: ReadonlyMap<string, bigint>;
}

/** A program in place, until it is taken off. */
export interface AttachedProgram {
  readonly program: Program;
  /** Functions that it is on. */
  readonly functions: readonly string[];
  detach(): void;
}

const TRAMPOLINE_KINDS = { fentry: 'fentry', fexit: 'fexit', fmod_ret: 'modifyReturn' } as const satisfies Partial<Record<AttachType, TrampolineKind>>;

/** Attaches programs one by one, as libbpf does: of one kind on one function, the latest runs first. */
export class ProgramAttacher {
  readonly #kernel: Kernel;
  readonly #ftrace: Ftrace;
  readonly #request: AttachRequest;
  readonly #trampolines = new Map<string, Trampoline>();

  constructor(kernel: Kernel, ftrace: Ftrace, request: AttachRequest) {
    this.#kernel = kernel;
    this.#ftrace = ftrace;
    this.#request = request;
  }

  /** @throws AttachError naming the program, its section and what would be accepted */
  attach({ name, section }: Pick<BpfProgram, 'name' | 'section'>, program: Program): AttachedProgram {
    try {
      return this.#attach(name, program);
    } catch (error) {
      if (!(error instanceof Error) || error.name === 'TypeError' || error.name === 'RangeError') throw error;
      throw new AttachError(`program "${name}" (section "${section}"): ${error.message}`);
    }
  }

  #attach(name: string, program: Program): AttachedProgram {
    const { type, target, offset } = program.attach;
    const { cookie, byFunction } = cookiesOf(name, this.#request.cookies);
    if (type === 'kprobe.multi' || type === 'kretprobe.multi') {
      const isReturn = type === 'kretprobe.multi';
      const link = attachKprobeMulti(this.#kernel, this.#ftrace, program, target, { isReturn, cookie, cookies: byFunction });
      return { program, functions: link.functions, detach: () => link.detach() };
    }
    if (byFunction.size > 0) throw new Error('a cookie for each function is what kprobe.multi and kretprobe.multi programs have; others have one');
    if (type === 'kprobe' || type === 'kretprobe') {
      const request = { symbol: target, ...(offset !== undefined && { offset }), program, cookie };
      const link = registerKprobe(this.#kernel, { ...request, ...(type === 'kretprobe' && { isReturn: true }) });
      return { program, functions: [target], detach: () => link.unregister() };
    }
    checkAttachTarget(program.attach);
    const attachment = this.#trampoline(target).attach([{ program, kind: TRAMPOLINE_KINDS[type], cookie }]);
    return { program, functions: [target], detach: () => attachment.detach() };
  }

  #trampoline(name: string): Trampoline {
    const known = this.#trampolines.get(name);
    if (known) return known;
    const { invoker, pool } = this.#request;
    const model = functionModel(kernelBtf(), name);
    if (!this.#kernel.mcount.some((one) => one.name === name)) throw new Error(`function "${name}" is in the kernel's BTF, but cannot be traced`);
    const trampoline = this.#make(invoker, { ...model, nrArgs: model.arguments.length }, pool);
    this.#trampolines.set(name, trampoline);
    return trampoline;
  }

  #make(invoker: Invoker, fn: TracedFunction, pool: Pool): Trampoline {
    switch (invoker) {
      case 'direct':
        return new DirectTrampoline(this.#kernel, this.#ftrace, fn);
      case 'fprobe':
        return new FprobeTrampoline(this.#kernel, this.#ftrace, fn, { pool });
      case 'kprobe':
        throw new Error('invoker "kprobe" gives programs registers, not arguments; direct and fprobe call them');
    }
  }
}

/** Those of one program: for all of its functions, and for single ones. */
function cookiesOf(program: string, cookies: ReadonlyMap<string, bigint> = new Map()): { cookie: bigint; byFunction: ReadonlyMap<string, bigint> } {
  const prefix = `${program}:`;
  const byFunction = [...cookies].flatMap(([key, cookie]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), cookie] as const] : []));
  return { cookie: cookies.get(program) ?? 0n, byFunction: new Map(byFunction) };
}

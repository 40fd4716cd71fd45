import { kernelBtf, type Btf } from '../btf/index.js';
import { helperPrototype } from '../helpers/prototypes.js';
import { HELPERS, helperName } from '../insn/index.js';
import { CALL } from '../insn/opcode.js';
import { isPoison } from '../insn/poison.js';
import { programTag } from '../insn/tag.js';
import { DEFAULT_FEATURES, jit, type JitFeatures } from '../jit/index.js';
import { BpfProg, BpfProgAux } from '../layout.js';
import { BpfLoadError } from '../load-error.js';
import type { BpfHost, KernelMap } from '../map/index.js';
import type { Attachment, BpfObject, BpfProgram } from '../object/index.js';
import { verify, type ProgramContext, type VerifierResult } from '../verifier/index.js';
import { allocateProg } from './bpf-prog.js';
import { withoutDeadCode } from './dead-code.js';
import { addKsym } from './ksym.js';
import { patch } from './patch.js';
import type { Program } from './program.js';
import { References } from './references.js';
import { spinLockOffset } from './spin-lock.js';
import { unusedSymbol } from './unused-symbol.js';

export interface LoadOptions {
  /** {@link DEFAULT_FEATURES} unless stated, with LSE where the kernel's CPUs have it. */
  readonly features?: JitFeatures;
  /** Whether programs must pass the verifier, as they must in Linux. True unless stated. */
  readonly verify?: boolean;
  /** The kernel's types, which the verifier knows arguments by. Those of {@link kernelBtf} unless stated. */
  readonly kernelBtf?: Btf;
}

/** BPF_PROG_LOAD for the programs of one object: verified, fixed up, JITed and placed. */
export class ProgramLoader {
  readonly #host: BpfHost;
  readonly #object: BpfObject;
  readonly #maps: readonly KernelMap[];
  readonly #options: LoadOptions;

  constructor(host: BpfHost, object: BpfObject, maps: readonly KernelMap[], options: LoadOptions) {
    this.#host = host;
    this.#object = object;
    this.#maps = maps;
    this.#options = options;
  }

  /** @throws BpfLoadError when it needs something that the kernel has not, or does not pass the verifier */
  load(program: BpfProgram): Program {
    const host = this.#host;
    const { name, attach, slots } = program;
    const features = this.#options.features ?? { ...DEFAULT_FEATURES, lse: host.features.has('lse') };
    const tag = programTag(slots);
    const verified = this.#verify(program);
    const references = new References(host, this.#maps, attach.type, this.#options.kernelBtf);
    const alive = verified ? patch(slots, withoutDeadCode(slots, verified)) : patch(slots, () => undefined);
    const fixed = patch(alive.slots, (index) =>
      references.replacement(alive.slots, index, verified?.instructions[alive.origin[index]!]?.map),
    );
    const originOf = (index: number): number => alive.origin[fixed.origin[index]!]!;
    const functions = jit(unusedSymbol(host, `bpf_prog_${toHex(tag)}_${name}`), fixed.slots, {
      features,
      helper: (number) => references.callee(number),
      callee: (number) => references.symbol(number),
      probeMem: (slot) => verified?.instructions[originOf(slot)]?.probeMem ?? false,
      stackDepth: (start) => verified?.functions.find((one) => one.start === originOf(start))?.stackDepth,
      place: (symbol, text) => host.placeCode(symbol, text),
    });
    const code = functions.at(-1)!;
    const callsGetFuncIp = slots.some((slot) => slot.code === CALL && slot.src === 0 && slot.imm === HELPERS.get_func_ip);
    const { prog, aux } = allocateProg(host, { attach, slots: fixed.slots, code, tag, maps: this.#maps.length, callsGetFuncIp });
    addKsym(host, aux, code);
    for (const one of functions.slice(0, -1)) addKsym(host, host.kzalloc(BpfProgAux.structSize), one);
    const insnsi = prog + BigInt(BpfProg.insnsi.offset);
    return { name, attach, prog, insnsi, code: code.address, functions, verified };
  }

  #verify({ name, attach, slots, operations }: BpfProgram): VerifierResult | undefined {
    const { verify: wanted = true, kernelBtf: btf = kernelBtf() } = this.#options;
    const license = this.#object.license;
    operations.forEach((operation, index) => {
      if (operation?.kind !== 'call' || helperPrototype(operation.helper) || isPoison(operation.helper)) return;
      const { helper } = operation;
      throw new BpfLoadError(
        `${name}: instruction ${index}: helper ${helperName(helper)}#${helper} is not supported by this kernel`,
      );
    });
    if (!wanted) return undefined;
    const maps = this.#object.maps.map((definition) => {
      const spinLock = spinLockOffset(this.#object.btf, definition.btfValue);
      return { ...definition, ...(spinLock !== undefined && { spinLock }) };
    });
    return verify({ name, slots, maps, context: contextOf(attach), license, kernelBtf: btf });
  }
}

/** What R1 points to: a trampoline's arguments, or the registers at the probe. */
function contextOf({ type, target, sleepable = false }: Attachment): ProgramContext {
  if (type === 'fentry' || type === 'fexit' || type === 'fmod_ret') return { attach: type, target, sleepable };
  return { attach: type };
}

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

import { kernelBtf, type Btf } from '../btf/index.js';
import { helperPrototype } from '../helpers/prototypes.js';
import { helperSymbol } from '../helpers/symbols.js';
import { HELPERS, helperName, writeSlots, type Slot } from '../insn/index.js';
import { PSEUDO_LD } from '../insn/opcode.js';
import { isPoison } from '../insn/poison.js';
import { programTag } from '../insn/tag.js';
import { DEFAULT_FEATURES, jit, type JitFeatures, type JitFunction } from '../jit/index.js';
import {
  BPF_PROG_CALL_GET_FUNC_IP,
  BPF_PROG_JIT_REQUESTED,
  BPF_PROG_JITED,
  BPF_PROG_TYPE,
  BpfProg,
  BpfProgAux,
  BpfProgStats,
} from '../layout.js';
import { BpfLoadError } from '../load-error.js';
import { createMap, ProgArrayMap, type BpfHost, type KernelMap } from '../map/index.js';
import { unusedSymbol } from './unused-symbol.js';
import type { Ringbuf } from '../map/ringbuf.js';
import { ATTACH, type Attachment, type BpfObject, type BpfProgram, type GlobalVariable } from '../object/index.js';
import { verify, type ProgramContext, type VerifierResult } from '../verifier/index.js';
import { bootBpf } from './boot.js';
import { withoutDeadCode } from './dead-code.js';
import { CallTable, immediate64, inlined } from './fixup.js';
import { addKsym } from './ksym.js';
import { patch } from './patch.js';
import { spinLockOffset } from './spin-lock.js';
import { readTrace, type TraceLine } from './trace.js';

/** A program in the kernel, ready to be attached. Addresses are of simulated memory. */
export interface Program {
  readonly name: string;
  readonly attach: Attachment;
  /** struct bpf_prog. */
  readonly prog: bigint;
  /** Its instructions: the second argument of bpf_func. */
  readonly insnsi: bigint;
  /** The machine code: bpf_func. */
  readonly code: bigint;
  /** BPF and machine code side by side; subprograms first, the program last. */
  readonly functions: readonly JitFunction[];
  /** What the verifier found, unless it was not asked. */
  readonly verified: VerifierResult | undefined;
}

export interface LoadOptions {
  /** {@link DEFAULT_FEATURES} unless stated, with LSE where the kernel's CPUs have it. */
  readonly features?: JitFeatures;
  /** Whether programs must pass the verifier, as they must in Linux. True unless stated. */
  readonly verify?: boolean;
  /** The kernel's types, which the verifier knows arguments by. Those of {@link kernelBtf} unless stated. */
  readonly kernelBtf?: Btf;
}

/** An object in the kernel: its maps exist, its programs are loaded one by one. */
export class LoadedObject {
  readonly object: BpfObject;
  /** In the order of the object's definitions. */
  readonly maps: readonly KernelMap[];
  readonly #host: BpfHost;
  readonly #options: LoadOptions;
  readonly #programs = new Map<string, Program>();
  readonly #trace: Ringbuf | undefined;

  /** @throws BpfLoadError where a map cannot be made */
  constructor(host: BpfHost, object: BpfObject, options: LoadOptions = {}) {
    this.object = object;
    this.#host = host;
    this.#options = options;
    this.#trace = bootBpf(host);
    this.maps = object.maps.map((definition) => {
      const spinLock = spinLockOffset(object.btf, definition.btfValue);
      return createMap(host, definition, spinLock === undefined ? {} : { spinLock });
    });
  }

  /** A map by name. @throws BpfLoadError when the object has none of that name */
  map(name: string): KernelMap {
    const map = this.maps.find(({ definition }) => definition.name === name);
    if (map) return map;
    const names = this.maps.map(({ definition }) => definition.name).join(', ');
    throw new BpfLoadError(`no map "${name}": ${names ? `one of ${names}` : 'the object has none'}`);
  }

  /** What bpf_trace_printk() has printed since the last call, in this kernel by whatever program. */
  readTrace(): TraceLine[] {
    return this.#trace ? readTrace(this.#trace) : [];
  }

  /**
   * JITs the program of that name, once.
   * @throws BpfLoadError when there is none, or when it needs something that the kernel has not.
   */
  load(name: string): Program {
    const loaded = this.#programs.get(name);
    if (loaded) return loaded;
    const program = this.object.programs.find((candidate) => candidate.name === name);
    if (!program) {
      throw new BpfLoadError(`no program "${name}": one of ${this.object.programs.map((one) => one.name).join(', ')}`);
    }
    const result = this.#load(program);
    this.#programs.set(name, result);
    this.#fillProgramArrays(program);
    return result;
  }

  /** A global variable of up to 8 bytes, sign-extended where its type is signed. @throws BpfLoadError */
  readGlobal(name: string): bigint {
    const { size, signed } = this.#scalar(name);
    const raw = this.#host.memory.read(this.globalAddress(name), size);
    return signed ? BigInt.asIntN(size * 8, raw) : raw;
  }

  /** @throws BpfLoadError */
  writeGlobal(name: string, value: bigint | number): void {
    this.#host.memory.write(this.globalAddress(name), this.#scalar(name).size, BigInt(value));
  }

  /** @throws BpfLoadError when the object has no such variable. */
  globalAddress(name: string): bigint {
    const { map, offset } = this.#variable(name);
    return this.maps[map]!.value + BigInt(offset);
  }

  #variable(name: string): GlobalVariable {
    const { variables } = this.object;
    const variable = variables.find((candidate) => candidate.name === name);
    if (variable) return variable;
    const names = variables.map((one) => one.name).join(', ');
    throw new BpfLoadError(`no global variable "${name}": ${names ? `one of ${names}` : 'the object has none'}`);
  }

  #scalar(name: string): GlobalVariable {
    const variable = this.#variable(name);
    if ([1, 2, 4, 8].includes(variable.size)) return variable;
    throw new BpfLoadError(`global variable "${name}" has ${variable.size} bytes; only 1, 2, 4 or 8 make a number`);
  }

  #load(program: BpfProgram): Program {
    const host = this.#host;
    const { name, attach, slots } = program;
    const features = this.#options.features ?? { ...DEFAULT_FEATURES, lse: host.features.has('lse') };
    const tag = programTag(slots);
    const verified = this.#verify(program);
    const calls = new CallTable();
    const alive = verified ? patch(slots, withoutDeadCode(slots, verified)) : patch(slots, () => undefined);
    const fixed = patch(alive.slots, (index) =>
      this.#replacement(alive.slots, index, attach, calls, verified?.instructions[alive.origin[index]!]?.map),
    );
    const originOf = (index: number): number => alive.origin[fixed.origin[index]!]!;
    const functions = jit(unusedSymbol(host, `bpf_prog_${toHex(tag)}_${name}`), fixed.slots, {
      features,
      helper: (number) => this.#callee(number, attach, calls),
      callee: (number) => calls.symbol(number),
      probeMem: (slot) => verified?.instructions[originOf(slot)]?.probeMem ?? false,
      stackDepth: (start) => verified?.functions.find((one) => one.start === originOf(start))?.stackDepth,
      place: (symbol, text) => host.placeCode(symbol, text),
    });
    const { prog, aux } = this.#allocate(attach, fixed.slots, functions.at(-1)!, tag);
    if (slots.some(({ code, src, imm }) => code === CALL_HELPER && src === 0 && imm === HELPERS.get_func_ip)) {
      BpfProg.flags.write(host.memory, prog, BPF_PROG_JITED | BPF_PROG_JIT_REQUESTED | BPF_PROG_CALL_GET_FUNC_IP);
    }
    addKsym(host, aux, functions.at(-1)!);
    for (const one of functions.slice(0, -1)) addKsym(host, host.kzalloc(BpfProgAux.structSize), one);
    const insnsi = prog + BigInt(BpfProg.insnsi.offset);
    return { name, attach, prog, insnsi, code: functions.at(-1)!.address, functions, verified };
  }

  #verify({ name, attach, slots, operations }: BpfProgram): VerifierResult | undefined {
    const { verify: wanted = true, kernelBtf: btf = kernelBtf() } = this.#options;
    const license = this.object.license;
    operations.forEach((operation, index) => {
      if (operation?.kind !== 'call' || helperPrototype(operation.helper) || isPoison(operation.helper)) return;
      const { helper } = operation;
      throw new BpfLoadError(
        `${name}: instruction ${index}: helper ${helperName(helper)}#${helper} is not supported by this kernel`,
      );
    });
    if (!wanted) return undefined;
    const maps = this.object.maps.map((definition) => {
      const spinLock = spinLockOffset(this.object.btf, definition.btfValue);
      return { ...definition, ...(spinLock !== undefined && { spinLock }) };
    });
    return verify({ name, slots, maps, context: contextOf(attach), license, kernelBtf: btf });
  }

  /** resolve_pseudo_ldimm64(), and helpers that are inlined. */
  #replacement(
    slots: readonly Slot[],
    index: number,
    attach: Attachment,
    calls: CallTable,
    verified: number | 'varies' | undefined,
  ): readonly Slot[] | undefined {
    const slot = slots[index]!;
    const { code, dst, src, imm } = slot;
    if (code === CALL_HELPER && src === 0) {
      const map = typeof verified === 'number' ? this.maps[verified] : undefined;
      return inlined({ helper: imm, attach: attach.type, map }, calls, (symbol) =>
        this.#host.symbols.tryLookup(symbol),
      );
    }
    if (code !== LD_IMM64) return undefined;
    const high = slots[index + 1]!.imm;
    switch (src) {
      case PSEUDO_LD.mapValue:
        return immediate64(dst, this.maps[imm]!.value + BigInt(high));
      case PSEUDO_LD.mapFd:
        return this.maps[imm] && immediate64(dst, this.maps[imm].map);
      case PSEUDO_LD.btfId:
        return immediate64(dst, this.#variableAddress(imm));
      default:
        return undefined;
    }
  }

  /** A variable of the kernel by its BTF. @throws BpfLoadError where this kernel has not got it */
  #variableAddress(id: number): bigint {
    const type = (this.#options.kernelBtf ?? kernelBtf()).type(id);
    const name = type?.kind === 'var' ? type.name : `type ${id}`;
    const address = this.#host.symbols.tryLookup(name);
    if (address === undefined) throw new BpfLoadError(`extern "${name}": this kernel was linked without it`);
    return address;
  }

  #callee(number: number, { type }: Attachment, calls: CallTable): bigint | undefined {
    const { symbols } = this.#host;
    const symbol = calls.symbol(number) ?? (helperPrototype(number) ? helperSymbol(number, type) : undefined);
    if (symbol === undefined) return undefined;
    const address = symbols.tryLookup(symbol);
    if (address === undefined && symbols.tryLookup('bpf_map_lookup_elem') === undefined) {
      throw new BpfLoadError(
        `helper ${calls.symbol(number) ?? helperName(number)}: this kernel has no helpers; link it with bpfParts`,
      );
    }
    return address;
  }

  /** Slots of program arrays that name a program are filled when an array's user is loaded, with all that it could call. */
  #fillProgramArrays({ slots }: BpfProgram): void {
    for (const [index, { code, src, imm }] of slots.entries()) {
      const map = code === LD_IMM64 && src === PSEUDO_LD.mapFd && slots[index + 1] ? this.maps[imm] : undefined;
      if (!(map instanceof ProgArrayMap)) continue;
      map.definition.initialSlots?.forEach((name, slot) => {
        if (name !== undefined) map.setProgram(slot, this.load(name).prog);
      });
    }
  }

  #allocate(
    { type, sleepable }: Attachment,
    slots: readonly Slot[],
    code: JitFunction,
    tag: Uint8Array,
  ): { prog: bigint; aux: bigint } {
    const { memory } = this.#host;
    const prog = this.#host.kzalloc(BpfProg.structSize + slots.length * 8);
    const aux = this.#host.kzalloc(BpfProgAux.structSize);
    BpfProgAux.refcnt.write(memory, aux, 1);
    BpfProgAux.usedMapCnt.write(memory, aux, this.maps.length);
    BpfProgAux.sleepable.write(memory, aux, sleepable ? 1 : 0);
    BpfProg.pages.write(memory, prog, 1);
    BpfProg.flags.write(memory, prog, BPF_PROG_JITED | BPF_PROG_JIT_REQUESTED);
    BpfProg.type.write(memory, prog, BPF_PROG_TYPE[ATTACH[type].program]);
    BpfProg.expectedAttachType.write(memory, prog, ATTACH[type].expected);
    BpfProg.len.write(memory, prog, slots.length);
    memory.writeBytes(prog + BigInt(BpfProg.tag.offset), tag);
    BpfProg.stats.write(memory, prog, this.#host.perCpuAlloc(BpfProgStats.structSize, 16));
    BpfProg.active.write(memory, prog, this.#host.perCpuAlloc(4, 4));
    BpfProg.jitedLen.write(memory, prog, 4 * code.length);
    BpfProg.bpfFunc.write(memory, prog, code.address);
    BpfProg.aux.write(memory, prog, aux);
    memory.writeBytes(prog + BigInt(BpfProg.insnsi.offset), writeSlots(slots));
    return { prog, aux };
  }
}

/** What R1 points to: a trampoline's arguments, or the registers at the probe. */
function contextOf({ type, target, sleepable = false }: Attachment): ProgramContext {
  if (type === 'fentry' || type === 'fexit' || type === 'fmod_ret') return { attach: type, target, sleepable };
  return { attach: type };
}

const LD_IMM64 = 0x18;
const CALL_HELPER = 0x85;

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

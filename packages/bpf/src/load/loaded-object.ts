import { writeSlots, type Slot } from '../insn/index.js';
import { PSEUDO_LD } from '../insn/opcode.js';
import { helperName } from '../insn/helpers.js';
import { programTag } from '../insn/tag.js';
import { DEFAULT_FEATURES, jit, type JitFeatures, type JitFunction } from '../jit/index.js';
import {
  BPF_PROG_JIT_REQUESTED,
  BPF_PROG_JITED,
  BPF_PROG_TYPE,
  BpfProg,
  BpfProgAux,
  BpfProgStats,
} from '../layout.js';
import { BpfLoadError } from '../load-error.js';
import { ATTACH, type Attachment, type BpfObject, type BpfProgram, type GlobalVariable } from '../object/index.js';
import { createArrayMap, type ArrayMap } from './array-map.js';
import type { BpfHost } from './host.js';

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
}

export interface LoadOptions {
  /** {@link DEFAULT_FEATURES} unless stated. */
  readonly features?: JitFeatures;
}

/** An object in the kernel: its maps exist, its programs are loaded one by one. */
export class LoadedObject {
  readonly object: BpfObject;
  readonly maps: readonly ArrayMap[];
  readonly #host: BpfHost;
  readonly #features: JitFeatures;
  readonly #programs = new Map<string, Program>();

  constructor(host: BpfHost, object: BpfObject, options: LoadOptions = {}) {
    this.object = object;
    this.#host = host;
    this.#features = options.features ?? DEFAULT_FEATURES;
    this.maps = object.maps.map((definition) => createArrayMap(host, definition));
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

  #load({ name, attach, slots }: BpfProgram): Program {
    const host = this.#host;
    const tag = programTag(slots);
    const resolved = slots.map((slot, index) => this.#resolve(slot, slots[index - 1], slots[index + 1]));
    const functions = jit(`bpf_prog_${toHex(tag)}_${name}`, resolved, {
      features: this.#features,
      helper: (number) => host.symbols.tryLookup(helperName(number)),
      place: (symbol, text) => host.placeCode(symbol, text),
    });
    const code = functions.at(-1)!.address;
    const prog = this.#allocate(attach, resolved, code, tag);
    return { name, attach, prog, insnsi: prog + BigInt(BpfProg.insnsi.offset), code, functions };
  }

  /** resolve_pseudo_ldimm64(): the two halves of a variable's address in place of map and offset. */
  #resolve(slot: Slot, before: Slot | undefined, after: Slot | undefined): Slot {
    const isVariable = (one: Slot | undefined): boolean => one?.code === 0x18 && one.src === PSEUDO_LD.mapValue;
    const address = (map: number, offset: number): bigint => this.maps[map]!.value + BigInt(offset);
    const half = (value: bigint): number => Number(BigInt.asIntN(32, value));
    if (isVariable(slot)) return { ...slot, src: PSEUDO_LD.value, imm: half(address(slot.imm, after!.imm)) };
    if (isVariable(before)) return { ...slot, imm: half(address(before!.imm, slot.imm) >> 32n) };
    return slot;
  }

  #allocate({ type }: Attachment, slots: readonly Slot[], code: bigint, tag: Uint8Array): bigint {
    const { memory } = this.#host;
    const prog = this.#host.kzalloc(BpfProg.structSize + slots.length * 8);
    const aux = this.#host.kzalloc(BpfProgAux.structSize);
    BpfProgAux.refcnt.write(memory, aux, 1);
    BpfProgAux.usedMapCnt.write(memory, aux, this.maps.length);
    BpfProg.pages.write(memory, prog, 1);
    BpfProg.flags.write(memory, prog, BPF_PROG_JITED | BPF_PROG_JIT_REQUESTED);
    BpfProg.type.write(memory, prog, BPF_PROG_TYPE[ATTACH[type].program]);
    BpfProg.expectedAttachType.write(memory, prog, ATTACH[type].expected);
    BpfProg.len.write(memory, prog, slots.length);
    memory.writeBytes(prog + BigInt(BpfProg.tag.offset), tag);
    BpfProg.stats.write(memory, prog, this.#host.perCpuAlloc(BpfProgStats.structSize, 16));
    BpfProg.active.write(memory, prog, this.#host.perCpuAlloc(4, 4));
    BpfProg.bpfFunc.write(memory, prog, code);
    BpfProg.aux.write(memory, prog, aux);
    memory.writeBytes(prog + BigInt(BpfProg.insnsi.offset), writeSlots(slots));
    return prog;
  }
}

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

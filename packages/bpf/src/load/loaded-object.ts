import { LD_IMM64, PSEUDO_LD } from '../insn/opcode.js';
import { BpfLoadError } from '../load-error.js';
import { createMap, ProgArrayMap, type BpfHost, type KernelMap } from '../map/index.js';
import type { Ringbuf } from '../map/ringbuf.js';
import type { BpfObject, BpfProgram } from '../object/index.js';
import { bootBpf } from './boot.js';
import { GlobalVariables } from './global-variables.js';
import type { Program } from './program.js';
import { ProgramLoader, type LoadOptions } from './program-loader.js';
import { spinLockOffset } from './spin-lock.js';
import { readTrace, type TraceLine } from './trace.js';

/** An object in the kernel: its maps exist, its programs are loaded one by one. */
export class LoadedObject {
  readonly object: BpfObject;
  /** In the order of the object's definitions. */
  readonly maps: readonly KernelMap[];
  readonly #globals: GlobalVariables;
  readonly #loader: ProgramLoader;
  readonly #programs = new Map<string, Program>();
  readonly #trace: Ringbuf | undefined;

  /** @throws BpfLoadError where a map cannot be made */
  constructor(host: BpfHost, object: BpfObject, options: LoadOptions = {}) {
    this.object = object;
    this.#trace = bootBpf(host);
    this.maps = object.maps.map((definition) => {
      const spinLock = spinLockOffset(object.btf, definition.btfValue);
      return createMap(host, definition, spinLock === undefined ? {} : { spinLock });
    });
    this.#globals = new GlobalVariables(host.memory, object.variables, this.maps);
    this.#loader = new ProgramLoader(host, object, this.maps, options);
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
    const result = this.#loader.load(program);
    this.#programs.set(name, result);
    this.#fillProgramArrays(program);
    return result;
  }

  /** A global variable of up to 8 bytes, sign-extended where its type is signed. @throws BpfLoadError */
  readGlobal(name: string): bigint {
    return this.#globals.read(name);
  }

  /** @throws BpfLoadError */
  writeGlobal(name: string, value: bigint | number): void {
    this.#globals.write(name, value);
  }

  /** @throws BpfLoadError when the object has no such variable. */
  globalAddress(name: string): bigint {
    return this.#globals.address(name);
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
}

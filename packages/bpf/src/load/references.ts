import { kernelBtf, type Btf } from '../btf/index.js';
import { helperPrototype } from '../helpers/prototypes.js';
import { helperSymbol } from '../helpers/symbols.js';
import { helperName, type Slot } from '../insn/index.js';
import { CALL, LD_IMM64, PSEUDO_LD } from '../insn/opcode.js';
import { BpfLoadError } from '../load-error.js';
import type { BpfHost, KernelMap } from '../map/index.js';
import type { AttachType } from '../object/index.js';
import { CallTable } from './call-table.js';
import { immediate64 } from './filter.js';
import { inlined } from './fixup.js';

/** What the instructions of one program name: maps, variables and functions of a kernel. */
export class References {
  readonly #host: BpfHost;
  readonly #maps: readonly KernelMap[];
  readonly #type: AttachType;
  readonly #kernelBtf: Btf | undefined;
  readonly #calls = new CallTable();

  constructor(host: BpfHost, maps: readonly KernelMap[], type: AttachType, btf: Btf | undefined) {
    this.#host = host;
    this.#maps = maps;
    this.#type = type;
    this.#kernelBtf = btf;
  }

  /** resolve_pseudo_ldimm64(), and helpers that are inlined. */
  replacement(slots: readonly Slot[], index: number, verified: number | 'varies' | undefined): readonly Slot[] | undefined {
    const slot = slots[index]!;
    const { code, dst, src, imm } = slot;
    if (code === CALL && src === 0) {
      const map = typeof verified === 'number' ? this.#maps[verified] : undefined;
      return inlined({ helper: imm, attach: this.#type, map }, this.#calls, (symbol) =>
        this.#host.symbols.tryLookup(symbol),
      );
    }
    if (code !== LD_IMM64) return undefined;
    const high = slots[index + 1]!.imm;
    switch (src) {
      case PSEUDO_LD.mapValue:
        return immediate64(dst, this.#maps[imm]!.value + BigInt(high));
      case PSEUDO_LD.mapFd:
        return this.#maps[imm] && immediate64(dst, this.#maps[imm].map);
      case PSEUDO_LD.btfId:
        return immediate64(dst, this.#variableAddress(imm));
      default:
        return undefined;
    }
  }

  /** A variable of the kernel by its BTF. @throws BpfLoadError where this kernel has not got it */
  #variableAddress(id: number): bigint {
    const type = (this.#kernelBtf ?? kernelBtf()).type(id);
    const name = type?.kind === 'var' ? type.name : `type ${id}`;
    const address = this.#host.symbols.tryLookup(name);
    if (address === undefined) throw new BpfLoadError(`extern "${name}": this kernel was linked without it`);
    return address;
  }

  /** The address that a call of that number goes to; undefined where the kernel has no such function. @throws BpfLoadError */
  callee(number: number): bigint | undefined {
    const { symbols } = this.#host;
    const symbol = this.#calls.symbol(number) ?? (helperPrototype(number) ? helperSymbol(number, this.#type) : undefined);
    if (symbol === undefined) return undefined;
    const address = symbols.tryLookup(symbol);
    if (address === undefined && symbols.tryLookup('bpf_map_lookup_elem') === undefined) {
      throw new BpfLoadError(
        `helper ${this.#calls.symbol(number) ?? helperName(number)}: this kernel has no helpers; link it with bpfParts`,
      );
    }
    return address;
  }

  /** A function that is called by its symbol. */
  symbol(number: number): string | undefined {
    return this.#calls.symbol(number);
  }
}

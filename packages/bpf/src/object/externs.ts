import { SHN, STB, type ElfFile, type ElfSymbol } from '@tracelab/arm64-machine';
import type { Btf, BtfType } from '../btf/index.js';
import { BpfLoadError } from '../load-error.js';
import type { KernelTarget } from './kernel-target.js';
import type { KconfigVariable } from './kconfig.js';

/** What a name that the object does not define stands for. */
export type Extern =
  /** In the map of the kernel's configuration. */
  | { readonly kind: 'kconfig'; readonly offset: number }
  /** Of a symbol without a type; 0 for a weak one that the kernel has not. */
  | { readonly kind: 'address'; readonly value: bigint }
  /** A variable of the kernel's BTF, by its type. */
  | { readonly kind: 'typed'; readonly id: number }
  /** A weak function that the kernel has not: a call is poison, its address 0. */
  | { readonly kind: 'missingFunction' };

export function isWeak({ binding }: ElfSymbol): boolean {
  return binding === STB.weak;
}

/** Finds what undefined symbols stand for (bpf_object__resolve_externs), each when a relocation needs it. */
export class Externs {
  readonly #btf: Btf | undefined;
  readonly #kernel: KernelTarget;
  readonly #kconfig: readonly KconfigVariable[];

  constructor(btf: Btf | undefined, kernel: KernelTarget, kconfig: readonly KconfigVariable[]) {
    this.#btf = btf;
    this.#kernel = kernel;
    this.#kconfig = kconfig;
  }

  /** @throws BpfLoadError naming the symbol, and what is missing */
  resolve(symbol: ElfSymbol): Extern {
    const { name } = symbol;
    const option = this.#kconfig.find((one) => one.name === name);
    if (option) return { kind: 'kconfig', offset: option.offset };
    const declared = this.#ksym(name);
    if (declared?.kind === 'var') return this.#btf!.resolveId(declared.type) === 0 ? this.#typeless(symbol) : this.#typed(symbol);
    if (declared?.kind === 'func') return this.#function(symbol);
    throw new BpfLoadError(`extern "${name}": declared neither __ksym nor __kconfig in the object's BTF`);
  }

  /** What section .ksyms of the object's BTF has of that name. */
  #ksym(name: string): BtfType | undefined {
    const ids = this.#btf?.find('datasec', '.ksyms')?.variables.map(({ type }) => type) ?? [];
    return ids.map((id) => this.#btf!.type(id)).find((type) => (type?.kind === 'var' || type?.kind === 'func') && type.name === name);
  }

  #typeless(symbol: ElfSymbol): Extern {
    const { address } = this.#kernel;
    if (!address) throw new BpfLoadError(`extern "${symbol.name}": a kernel with symbols is needed to resolve it`);
    const value = address(symbol.name);
    if (value === undefined && !isWeak(symbol)) throw new BpfLoadError(`extern "${symbol.name}": the kernel has no such symbol`);
    return { kind: 'address', value: value ?? 0n };
  }

  #typed(symbol: ElfSymbol): Extern {
    const { btf } = this.#kernel;
    if (!btf) throw new BpfLoadError(`extern "${symbol.name}": a kernel with BTF is needed to resolve it`);
    const id = btf.findId('var', symbol.name);
    if (id !== undefined) return { kind: 'typed', id };
    if (isWeak(symbol)) return { kind: 'address', value: 0n };
    const names = btf.types.flatMap((type) => (type?.kind === 'var' ? [type.name] : []));
    throw new BpfLoadError(`extern "${symbol.name}": no variable of the kernel's BTF; one of ${names.join(', ')}`);
  }

  #function(symbol: ElfSymbol): Extern {
    if (isWeak(symbol)) return { kind: 'missingFunction' };
    throw new BpfLoadError(`extern "${symbol.name}": the kernel has no functions that programs may call but helpers (no kfuncs)`);
  }
}

/** Symbols that relocations may name and that the object leaves open. */
export function isUndefined({ section }: ElfSymbol): boolean {
  return section === SHN.undef;
}

/** Whether the object's own symbol of that name is weak. */
export function weakSymbols(elf: ElfFile): (name: string) => boolean {
  const weak = new Set(elf.symbols.filter((symbol) => isUndefined(symbol) && isWeak(symbol)).map(({ name }) => name));
  return (name) => weak.has(name);
}

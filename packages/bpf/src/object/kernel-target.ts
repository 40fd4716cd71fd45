import type { Btf } from '../btf/index.js';

/** What an object is read against: without it, objects that ask the kernel for types, symbols or options are refused. */
export interface KernelTarget {
  /** The kernel's own types: for CO-RE relocations and typed `__ksym` variables. */
  readonly btf?: Btf;
  /** Address of a symbol of the kernel: for `__ksym` variables of type void. */
  readonly address?: (symbol: string) => bigint | undefined;
  /** For `__kconfig` variables: options as in .config, and libbpf's own such as LINUX_KERNEL_VERSION. */
  readonly config?: KernelConfig;
}

/** `y`, `n` and `m` as there; a number; or text, without its quotes. */
export type KernelConfig = Readonly<Record<string, 'y' | 'n' | 'm' | number | { readonly text: string }>>;

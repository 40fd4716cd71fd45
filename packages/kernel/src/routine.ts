/**
 * The parts that a kernel image is linked from. A routine is assembly text under the symbol that Linux gives it; a
 * variant is a set of parts that belong together; a series is a choice between two variants.
 */
export interface Routine {
  /** Linux's symbol. */
  readonly name: string;
  /** GNU assembly, without the entry label. */
  readonly text: string;
  /**
   * Compiled C that ftrace can hook: the image gives it a patchable function entry in the layout that the linked
   * variants ask for. Everything else is notrace: assembly, and C that Linux marks so.
   */
  readonly traceable: boolean;
  /** Bytes. */
  readonly align: number;
  /** Gives way to another of its name; otherwise two are an error. */
  readonly weak?: boolean;
}

/** C that Linux marks `notrace`, or assembly. */
export function routine(name: string, text: string, options: { align?: number } = {}): Routine {
  return { name, text, traceable: false, align: options.align ?? 8 };
}

/** C that ftrace can hook. */
export function traceable(name: string, text: string): Routine {
  return { name, text, traceable: true, align: 8 };
}

/** Static data under a symbol: assembly of `.quad`, `.word`, `.zero`. */
export interface DataObject {
  readonly name: string;
  readonly text: string;
  /** Bytes. */
  readonly align: number;
  /** In the per-CPU section: reached as the symbol's address plus TPIDR_EL1. */
  readonly perCpu: boolean;
}

/** Data on cache lines of its own, unless stated. */
export function data(name: string, text: string, align = 64): DataObject {
  return { name, text, align, perCpu: false };
}

/** DEFINE_PER_CPU: neighbours share cache lines, as they do in the kernel. */
export function perCpuData(name: string, text: string, align = 8): DataObject {
  return { name, text, align, perCpu: true };
}

export interface Parts {
  readonly routines?: readonly Routine[];
  readonly data?: readonly DataObject[];
  /**
   * Macros that routines of this and of other packages expand: the seams between series, e.g. how ftrace_caller finds its ops.
   * Each is a `.macro` or a `.set`; a routine is assembled with those that it names.
   */
  readonly macros?: string;
  /**
   * Absolute symbols, e.g. member offsets of a structure whose layout a series changes. Routines of other packages
   * reach them by relocation (`ldr x1, [x0, #:lo12:FREGS_LR]`), so that their own text stays the same.
   */
  readonly absolutes?: Readonly<Record<string, number>>;
  readonly patchableEntry?: PatchableEntry;
  /** -mbranch-protection=bti: every function begins where an indirect branch may land. */
  readonly landingPads?: true;
}

/** -fpatchable-function-entry: NOPs before and after the entry label. */
export interface PatchableEntry {
  readonly before: 0 | 2;
  readonly after: 2;
}

/** The state before, or after, a series: a name for reports and the parts it links. */
export interface Variant extends Parts {
  readonly id: string;
}

/** One upstream patch series as a switch. */
export interface Series {
  readonly id: string;
  readonly title: string;
  /** Kernel version and commit it was merged with, or the thread that proposed it. */
  readonly upstream: string;
  readonly off: Variant;
  readonly on: Variant;
}

/**
 * The routines that a file exports, in the order that a module namespace has by the specification: by name. Bundlers and test
 * runners make namespaces in other orders, and where a routine lies decides what shares a cache line.
 */
export function routinesIn(file: Readonly<Record<string, Routine>>): Routine[] {
  return Object.keys(file)
    .sort()
    .map((name) => file[name]!);
}

import { assemble, linkAt } from '@tracelab/arm64-machine';
import { mcountRecord, sources, type Kernel, type McountRecord, type Routine } from '@tracelab/kernel';
import { pltOf, pltSource, type FtracePlt } from './plt.js';

export interface ModuleOptions {
  readonly name: string;
  /** Its text; calls leave the module within BL's reach only. */
  readonly routines: readonly Routine[];
  /** Where it is loaded, at any distance from the kernel that ADRP reaches. */
  readonly base: bigint;
}

/** Text loaded beside the kernel's, with the PLT slots that its call sites need. */
export class Module {
  readonly name: string;
  readonly base: bigint;
  /** Of the text, in bytes. */
  readonly size: number;
  /** Patchable entries, as the compiler records them. */
  readonly mcount: readonly McountRecord[];
  readonly plt: FtracePlt;
  readonly #kernel: Kernel;
  readonly #symbols: readonly string[];

  /** @throws LinkError where the text refers to what there is not, or what it cannot reach */
  constructor(kernel: Kernel, { name, routines, base }: ModuleOptions) {
    const { patchableEntry, landingPads } = kernel.image;
    const text = sources([{ routines, patchableEntry, ...(landingPads && { landingPads }) }]).map(({ source }) => source);
    const object = assemble([...text, pltSource(kernel, name)].join('\n'), { name });
    const { bytes, symbols } = linkAt(object, base, kernel.symbols);
    const taken = symbols.find((one) => kernel.symbols.tryLookup(one.name) !== undefined);
    if (taken) throw new Error(`module ${name}: the kernel has a symbol ${taken.name} already`);
    kernel.memory.map({ name, base, size: bytes.length, perms: landingPads ? 'rxg' : 'rx' });
    kernel.memory.writeBytes(base, bytes);
    for (const symbol of symbols) kernel.symbols.add(symbol.name, symbol.address, symbol.size, symbol.kind);

    this.name = name;
    this.base = base;
    this.size = bytes.length;
    this.mcount = routines
      .filter(({ traceable }) => traceable)
      .map((one) => mcountRecord(one.name, kernel.symbols.lookup(one.name), kernel.image))
      .sort((a, b) => (a.site < b.site ? -1 : 1));
    this.plt = pltOf(kernel, name);
    this.#kernel = kernel;
    this.#symbols = symbols.map((symbol) => symbol.name);
  }

  /** free_module: nothing is mapped there any more. */
  free(): void {
    this.#kernel.memory.unmap(this.base, this.size);
    for (const symbol of this.#symbols) this.#kernel.symbols.delete(symbol);
  }
}

import { assemble, link, type Image, type ObjectCode } from '@tracelab/arm64-machine';
import { ADDRESS_MAP } from './address-map.js';
import { landingPad } from './branch-protection.js';
import { definitionsFor, definitionsIn } from './definitions.js';
import type { DataObject, Parts, PatchableEntry, Routine } from './routine.js';

const PAGE = 4096;

/** A place where ftrace can hook a function. */
export interface McountRecord {
  readonly name: string;
  /** The function's symbol. */
  readonly entry: bigint;
  /** First NOP of the patchable entry, as the compiler records it: before the symbol where NOPs stand there. */
  readonly site: bigint;
}

/** A linked kernel: what the variants chosen add up to. */
export interface KernelImage {
  readonly image: Image;
  readonly mcount: readonly McountRecord[];
  /** Start and bytes of the per-CPU section, of which every CPU gets a copy. */
  readonly perCpu: { readonly start: bigint; readonly size: number };
  /** What each traceable function has at its symbol for ftrace to patch. */
  readonly patchableEntry: PatchableEntry;
  /** Functions begin with BTI C. */
  readonly landingPads: boolean;
  /** Each routine and data object as assembled, before addresses were known: what a switch changes shows here. */
  readonly objects: readonly ObjectCode[];
}

/**
 * Links a kernel from parts. Where two parts define a symbol of the same name, or ask for different patchable entries,
 * the build fails: variants of one series are alternatives.
 */
export function linkKernel(parts: readonly Parts[]): KernelImage {
  const patchableEntry = onePatchableEntry(parts);
  const routines = routinesOf(parts);
  const absolutes: Record<string, number> = Object.assign({}, ...parts.map((part) => part.absolutes ?? {}));

  const all = withTableBounds(sources(parts).map(assembleOnce));
  const landingPads = parts.some((part) => part.landingPads);
  const image = link(all, { sections: layout(all, landingPads), absolutes });
  const mcount = routines
    .filter((one) => one.traceable)
    .map(({ name }) => mcountRecord(name, image.symbols.lookup(name), { patchableEntry, landingPads }))
    .sort((a, b) => (a.site < b.site ? -1 : 1));
  const perCpu = image.segments.find(({ name }) => name === PER_CPU);
  return {
    image,
    mcount,
    perCpu: { start: perCpu?.address ?? 0n, size: perCpu?.bytes.length ?? 0 },
    patchableEntry,
    landingPads,
    objects: all,
  };
}

/** Where the compiler says a function's first NOP is: in front of its symbol, or behind that and its landing pad. */
export function mcountRecord(name: string, entry: bigint, image: Pick<KernelImage, 'patchableEntry' | 'landingPads'>): McountRecord {
  const { before } = image.patchableEntry;
  const toNop = before > 0 ? -4 * before : image.landingPads ? 4 : 0;
  return { name, entry, site: entry + BigInt(toNop) };
}

/** Objects by their source: kernels that differ in a switch share nearly all of them, and linking changes none. */
const assembled = new Map<string, ObjectCode>();

function assembleOnce({ name, source }: { readonly name: string; readonly source: string }): ObjectCode {
  let object = assembled.get(source);
  if (!object) assembled.set(source, (object = assemble(source, { name })));
  return object;
}

/** The assembly that parts come to, one source per symbol: routines, then data objects, in the order of their linking. */
export function sources(parts: readonly Parts[]): { readonly name: string; readonly source: string }[] {
  const entry = onePatchableEntry(parts);
  const definitions = definitionsIn(parts.map((part) => part.macros ?? '').join('\n'));
  const landingPads = parts.some((part) => part.landingPads);
  const routines = routinesOf(parts);
  // As ld --sort-section=alignment does: no padding, and the stack's alignment does not set what follows on a page's start.
  const objects = parts.flatMap((part) => part.data ?? []).sort((a, b) => b.align - a.align);
  return [
    ...routines.map((one) => {
      const text = routineText(one, entry, landingPads ? landingPad(one) : '');
      return { name: one.name, source: `${definitionsFor(text, definitions)}${text}` };
    }),
    ...objects.map((one) => ({ name: one.name, source: dataText(one) })),
  ];
}

const PER_CPU = '.data..percpu';
const EX_TABLE = '__ex_table';

/** A weak routine gives way to another of its name. */
function routinesOf(parts: readonly Parts[]): Routine[] {
  const routines = parts.flatMap((part) => part.routines ?? []);
  const strong = new Set(routines.filter(({ weak }) => !weak).map(({ name }) => name));
  return routines.filter(({ name, weak }) => !(weak && strong.has(name)));
}

/** As the linker script has it: symbols where the table of exceptions begins and ends, which is in the order of the code. */
function withTableBounds(objects: readonly ObjectCode[]): readonly ObjectCode[] {
  if (!objects.some(({ sections }) => sections.some(({ name }) => name === EX_TABLE))) return objects;
  const bound = (name: string): ObjectCode =>
    assembleOnce({ name, source: `\t.section ${EX_TABLE}, "a"\n\t.balign 4\n\t.globl ${name}\n${name}:\n` });
  return [bound(`__start___ex_table`), ...objects, bound(`__stop___ex_table`)];
}

function onePatchableEntry(parts: readonly Parts[]): PatchableEntry {
  const asked = parts.flatMap((part) => part.patchableEntry ?? []);
  const [first = { before: 0, after: 2 } as const, ...others] = asked;
  const other = others.find(({ before }) => before !== first.before);
  if (other) throw new Error(`parts ask for ${first.before} and ${other.before} NOPs before a function's entry: one layout per kernel`);
  return first;
}

function routineText({ name, text, traceable, align }: Routine, entry: PatchableEntry, pad: string): string {
  const nops = (count: number): string => '\tnop\n'.repeat(count);
  return `
	.text
	.balign ${align}
${traceable ? nops(entry.before) : ''}	.globl ${name}
	.type ${name}, %function
${name}:
${pad}${traceable ? nops(entry.after) : ''}${text}
	.size ${name}, . - ${name}
`;
}

function dataText({ name, text, align, perCpu }: DataObject): string {
  return `
	.section ${perCpu ? PER_CPU : '.data'}, "aw"
	.balign ${align}
	.globl ${name}
	.type ${name}, %object
${name}:
${text}
	.size ${name}, . - ${name}
`;
}

/** Sections one after the other from the start of the kernel's text, each on pages of its own. */
function layout(objects: readonly ObjectCode[], guarded: boolean): { name: string; address: bigint; perms: string }[] {
  let end = ADDRESS_MAP.kernelText;
  return ['.text', '.rodata', EX_TABLE, '.data', PER_CPU].flatMap((name) => {
    const sections = objects.flatMap((object) => object.sections.find((one) => one.name === name) ?? []);
    const size = sections.reduce((sum, { bytes, align }) => roundUp(sum, align) + bytes.length, 0);
    if (size === 0) return [];
    const align = BigInt(Math.max(PAGE, ...sections.map((section) => section.align)));
    const address = ((end + align - 1n) / align) * align;
    end = address + BigInt(roundUp(size, PAGE));
    return [{ name, address, perms: name === '.text' ? (guarded ? 'rxg' : 'rx') : name === '.rodata' || name === EX_TABLE ? 'r' : 'rw' }];
  });
}

function roundUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}

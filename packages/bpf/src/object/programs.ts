import type { BtfExt, TypeId } from '../btf/index.js';
import { CALL, PSEUDO_CALL } from '../insn/opcode.js';
import { SLOT_SIZE, type Slot } from '../insn/slot.js';
import { BpfLoadError } from '../load-error.js';
import { describeSlot, SUBPROGRAMS, type CodeFunction, type CodeSection } from './code.js';

/** A function of a program, by its slots there. */
export interface ProgramFunction {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Global functions are verified by themselves, on what their BTF says. */
  readonly global: boolean;
  /** Its type in the object's BTF. */
  readonly type: TypeId | undefined;
}

/** Where in the source a program's instruction comes from. */
export interface LineInfo {
  /** Slot of the program. */
  readonly instruction: number;
  readonly file: string;
  /** The source text. */
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

export interface AssembledProgram {
  readonly slots: readonly Slot[];
  /** The program itself, then its subprograms. */
  readonly functions: readonly ProgramFunction[];
  readonly lines: readonly LineInfo[];
}

/** A program with the subprograms that it calls behind it, in the order of their first mention (bpf_object__relocate_calls). */
export function assembleProgram(main: CodeFunction, home: CodeSection, code: readonly CodeSection[], ext: BtfExt | undefined): AssembledProgram {
  const slots: Slot[] = [];
  const functions: ProgramFunction[] = [];
  const lines: LineInfo[] = [];
  const placed = new Map<CodeFunction, number>();

  const append = (one: CodeFunction, from: CodeSection): number => {
    const known = placed.get(one);
    if (known !== undefined) return known;
    const start = slots.length;
    placed.set(one, start);
    slots.push(...from.slots.slice(one.start, one.end));
    functions.push({ name: one.name, start, end: slots.length, global: one.global, type: typeOf(one, from, ext) });
    lines.push(...linesOf(one, from, ext, start));
    for (let slot = one.start; slot < one.end; slot++) {
      const target = referenceAt(from, slot);
      if (!target) continue;
      const section = code.find(({ section: { index } }) => index === target.section)!;
      const callee = section.functions.find((candidate) => candidate.start === target.slot);
      if (!callee) throw new BpfLoadError(`${describeSlot(from, slot)}: calls slot ${target.slot} of section "${section.section.name}", where no function begins`);
      const at = start + slot - one.start;
      slots[at] = { ...slots[at]!, imm: append(callee, section) - at - 1 };
    }
    return start;
  };
  append(main, home);
  return { slots, functions, lines: lines.sort((a, b) => a.instruction - b.instruction) };
}

/** What a slot calls or takes the address of. A call within `.text` needs no relocation: its distance is known. */
function referenceAt({ slots, references, section }: CodeSection, slot: number): { section: number; slot: number } | undefined {
  const relocated = references.get(slot);
  if (relocated) return relocated;
  const { code, src, imm } = slots[slot]!;
  if (section.name !== SUBPROGRAMS || code !== CALL || src !== PSEUDO_CALL.subprogram) return undefined;
  return { section: section.index, slot: slot + imm + 1 };
}

function typeOf({ start }: CodeFunction, { section }: CodeSection, ext: BtfExt | undefined): TypeId | undefined {
  return ext?.functions.get(section.name)?.find(({ offset }) => offset === start * SLOT_SIZE)?.type;
}

function linesOf(one: CodeFunction, { section }: CodeSection, ext: BtfExt | undefined, at: number): LineInfo[] {
  const lines = ext?.lines.get(section.name) ?? [];
  return lines.flatMap(({ offset, ...line }) => {
    const slot = offset / SLOT_SIZE;
    return slot >= one.start && slot < one.end ? [{ instruction: slot - one.start + at, ...line }] : [];
  });
}

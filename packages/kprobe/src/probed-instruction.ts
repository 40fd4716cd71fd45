import { decode, disassemble, type Instruction, type TimingClass } from '@tracelab/arm64-machine';

/** Linux simulates these (decode-insn.c): their result depends on where they stand, or they are where control goes. */
const simulated: ReadonlySet<TimingClass> = new Set([
  'branch', 'branch-cond', 'branch-compare', 'branch-link', 'branch-register', 'branch-link-register', 'return',
  'adr', 'load-literal',
]);

/** Linux rejects these: exceptions, PSTATE, and exclusives, whose monitor the second exception clears. */
const rejected: ReadonlySet<TimingClass> = new Set([
  'exception', 'eret', 'wait', 'msr', 'msr-immediate',
  'load-exclusive', 'load-exclusive-acquire', 'store-exclusive', 'store-exclusive-release',
]);

/** A load-exclusive this many words before the probe, with no store-exclusive between, puts the probe in its loop. */
const MAX_ATOMIC_CONTEXT_WORDS = 32;

const classOf = ({ row, fields }: Instruction): TimingClass =>
  typeof row.class === 'function' ? row.class(fields) : row.class;

/**
 * Why the instruction cannot be executed in a slot of its own, or undefined where it can.
 *
 * @param before words in front of it, nearest first, back to the start of the function
 */
export function whyNotInSlot(word: number, before: Iterable<number>): string | undefined {
  const instruction = decode(word);
  if (!instruction) return `0x${word.toString(16).padStart(8, '0')} is no instruction`;
  const kind = classOf(instruction);
  const text = (disassemble(word) ?? instruction.row.mnemonic).replace('\t', ' ');
  if (simulated.has(kind) || instruction.row.name.endsWith('_literal')) {
    return `"${text}" has to be simulated, which the lab does not do yet: probe an instruction that is neither a branch nor PC-relative`;
  }
  if (rejected.has(kind)) return `"${text}" cannot be stepped`;
  if (insideExclusives(before)) return `"${text}" is inside a load-exclusive/store-exclusive sequence`;
  return undefined;
}

function insideExclusives(before: Iterable<number>): boolean {
  let words = 0;
  for (const word of before) {
    if (words++ === MAX_ATOMIC_CONTEXT_WORDS) return false;
    const instruction = decode(word);
    const kind = instruction && classOf(instruction);
    if (kind?.startsWith('store-exclusive')) return false;
    if (kind?.startsWith('load-exclusive')) return true;
  }
  return false;
}

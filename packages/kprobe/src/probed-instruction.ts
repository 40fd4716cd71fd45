import { decode, disassemble, type Instruction, type TimingClass } from '@tracelab/arm64-machine';

/** How a probed instruction is executed: in a slot of its own, by a routine that does what it would, or not at all. */
export type Execution = { readonly in: 'slot' } | { readonly in: 'simulation'; readonly routine: string } | { readonly refused: string };

/** What depends on where it stands or says where control goes (kernel-paths.md 7), by mnemonic. PRFM (literal) is not among them. */
const simulations: readonly (readonly [mnemonic: RegExp, routine: string])[] = [
  [/^bl?$/, 'simulate_b_bl'],
  [/^b\./, 'simulate_b_cond'],
  [/^cbn?z$/, 'simulate_cbz_cbnz'],
  [/^tbn?z$/, 'simulate_tbz_tbnz'],
  [/^(br|blr|ret)$/, 'simulate_br_blr_ret'],
  [/^adrp?$/, 'simulate_adr_adrp'],
  [/^ldr_[WX]t_literal$/, 'simulate_ldr_literal'],
  [/^ldrsw_Xt_literal$/, 'simulate_ldrsw_literal'],
];

const branches: ReadonlySet<TimingClass> = new Set([
  'branch', 'branch-cond', 'branch-compare', 'branch-link', 'branch-register', 'branch-link-register', 'return',
]);

/**
 * Why a kind of instruction can neither run in a slot nor be simulated. Which hints are steppable and that MRS of DAIF is
 * not is from memory of asm/insn.h and decode-insn.c, v6.1.
 */
const refusals: readonly (readonly [is: (instruction: Instruction, kind: TimingClass) => boolean, why: string])[] = [
  [(_, kind) => branches.has(kind), 'is a branch that authenticates, which nothing simulates'],
  [({ row }) => row.name.endsWith('_literal'), 'is PC-relative, and nothing simulates it'],
  [(_, kind) => kind === 'exception' || kind === 'eret', 'cannot be stepped: it generates an exception or returns from one'],
  [(_, kind) => kind === 'msr' || kind === 'msr-immediate', 'cannot be stepped: it writes a system register'],
  [(instruction) => readsDaif(instruction), 'cannot be stepped: PSTATE.DAIF is not its own in a slot'],
  [(_, kind) => kind.includes('exclusive'), 'cannot be stepped: the exception on the way to it clears the exclusive monitor'],
  [({ word }) => isHint(word) && !steppableHints.has((word >>> 5) & 0x7f), 'cannot be stepped: of the hints only NOP, BTI, PAC and XPACLRI can'],
];

/** Hints by CRm:op2: NOP, XPACLRI, PACIA1716, PACIB1716, PACIAZ, PACIASP, PACIBZ, PACIBSP, BTI and its targets. AUTIASP and the like may fault. */
const steppableHints: ReadonlySet<number> = new Set([0, 7, 8, 10, 24, 25, 26, 27, 32, 34, 36, 38]);

const isHint = (word: number): boolean => ((word & 0xffff_f01f) >>> 0) === 0xd503_201f;

/** A load-exclusive this many words before the probe, with no store-exclusive between, puts the probe in its loop. */
const MAX_ATOMIC_CONTEXT_WORDS = 32;

const classOf = ({ row, fields }: Instruction): TimingClass =>
  typeof row.class === 'function' ? row.class(fields) : row.class;

/**
 * arm_kprobe_decode_insn(): how the instruction can be executed while it is probed.
 *
 * @param before words in front of it, nearest first, back to the start of the function
 */
export function executionOf(word: number, before: Iterable<number>): Execution {
  const instruction = decode(word);
  if (!instruction) return { refused: `0x${word.toString(16).padStart(8, '0')} is no instruction` };
  const text = (disassemble(word) ?? instruction.row.mnemonic).replace('\t', ' ');
  if (insideExclusives(before)) return { refused: `"${text}" is inside a load-exclusive/store-exclusive sequence` };
  const { name } = instruction.row;
  const simulation = simulations.find(([mnemonic]) => mnemonic.test(name));
  if (simulation) return { in: 'simulation', routine: simulation[1] };
  const refusal = refusals.find(([is]) => is(instruction, classOf(instruction)));
  return refusal ? { refused: `"${text}" ${refusal[1]}` } : { in: 'slot' };
}

/** MRS Xt, DAIF */
function readsDaif({ row, fields: { o0, op1, CRn, CRm, op2 } }: Instruction): boolean {
  return row.name === 'mrs' && o0 === 1 && op1 === 3 && CRn === 4 && CRm === 2 && op2 === 1;
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

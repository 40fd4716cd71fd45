import { disassemble, encode, type Row } from '../../src/isa/index.js';
import { numbersAt } from '../isa/comparison.js';
import { cornerValue, type Random } from './random.js';
import { FPCR_TESTED, MIDDLE, NOP, SLOT_ADDRESS, SLOT_WORDS, RESERVED, type Case } from './slot.js';
import { comparableRows, isBranch, isIndirect, isLiteral, isMemory, LITERALS, needsAlignment, wordOf, type Pools } from './words.js';

const every = Array.from({ length: 32 }, (_, n) => n).filter((n) => n !== RESERVED);

/** For one instruction: whatever registers there are. */
const anything: Pools = { general: every, base: every, index: every, aligned: every, sp: true };

/** For sequences: data in few registers, so that they depend on one another; addresses in registers that nothing else writes. */
const parts: Pools = { general: [0, 1, 2, 3, 4, 5, 6, 7, 31], base: [17, 18, 19, 20, 31], index: [21, 22], aligned: [23, 24], sp: false };

const at = (source: string, place: number): number => {
  const [, mnemonic = '', operands = ''] = /^(\S+)\s*(.*)$/.exec(source)!;
  const pc = SLOT_ADDRESS + BigInt(4 * place);
  return encode(mnemonic, operands, numbersAt(pc)).word;
};
const wordAddress = (place: number): string => `0x${(SLOT_ADDRESS + BigInt(4 * place)).toString(16)}`;

const pick = <T>(list: readonly T[], random: Random): T => list[random.below(list.length)]!;

/** Marks which way a branch went: each place adds another power of two to X7. */
const marker = (place: number): number => at(place < 12 ? `add x7, x7, #${1 << place}` : `add x7, x7, #${1 << (place - 12)}, lsl #12`, place);

const markers = (from: number): number[] => Array.from({ length: SLOT_WORDS - from }, (_, i) => marker(from + i));

/** Words from LITERALS on hold data, which the instructions before them jump over. */
function withLiterals(words: readonly number[], random: Random): number[] {
  const code = [...words, at(`b ${wordAddress(SLOT_WORDS)}`, words.length)];
  while (code.length < LITERALS) code.push(NOP);
  while (code.length < SLOT_WORDS) code.push(Number(BigInt.asUintN(32, cornerValue(random))));
  return code;
}

/** Corner values everywhere, addresses where the pools of sequences have them. */
function state(random: Random): Omit<Case, 'words' | 'x'> & { x: bigint[] } {
  const x = Array.from({ length: 32 }, () => cornerValue(random));
  for (const base of [17, 18, 19, 20]) x[base] = MIDDLE + BigInt(random.below(64));
  for (const index of [21, 22]) x[index] = BigInt(random.below(64));
  for (const aligned of [23, 24]) x[aligned] = MIDDLE + BigInt(16 * random.below(3));
  x[31] = MIDDLE + BigInt(16 * random.below(512));
  const v = Array.from({ length: 8 }, () => cornerValue(random));
  return { nzcv: random.below(16), x, v, tpidr: cornerValue(random), fpcr: cornerValue(random) & 0x07c0_0000n };
}

/** One instruction of a row, in any registers. */
export function instructionCase(row: Row, random: Random): Case | undefined {
  const word = wordOf(row, 0, anything, random);
  if (word === undefined) return undefined;
  const setting = state(random);
  const text = disassemble(word, SLOT_ADDRESS) ?? '';
  const registersIn = (part: string): number[] => [...part.matchAll(/\b[wx](\d+)\b/g)].map((match) => Number(match[1]));
  if (isMemory(row)) {
    const inside = /\[(.*?)\]/.exec(text)![1]!;
    const [base, index] = inside.startsWith('sp') ? [31, ...registersIn(inside)] : registersIn(inside);
    const place = MIDDLE + BigInt(random.below(512)) * (random.below(2) === 0 ? 16n : 1n);
    if (base !== undefined && base !== 31) setting.x[base] = needsAlignment(row) ? place & ~15n : place;
    if (index !== undefined) setting.x[index] = BigInt(random.below(64));
  }
  if (row.name === 'sys') setting.x[word & 31] = MIDDLE + BigInt(random.below(512));
  if (row.name === 'msr_reg' && text.includes('fpcr')) setting.x[word & 31]! &= FPCR_TESTED;
  if (isIndirect(row)) {
    const target = (word >> 5) & 31;
    if (target === 31) return undefined;
    setting.x[target] = SLOT_ADDRESS + BigInt(4 * (1 + random.below(SLOT_WORDS)));
  }
  if (isLiteral(row)) return { words: withLiterals([word], random), ...setting };
  return { words: isBranch(row) ? [word, ...markers(1)] : [word], ...setting };
}

/** Exclusives go in pairs of one size and no store between, where the manual says what happens: see `exclusiveSequence`. */
const isExclusiveLoad = (row: Row): boolean => typeof row.class === 'string' && row.class.startsWith('load-exclusive');

const sequenceRows = comparableRows.filter((row) => !isIndirect(row) && !isLiteral(row) && !isExclusiveLoad(row) && row.name !== 'msr_reg');
const memoryRows = sequenceRows.filter(isMemory);
const branchRows = sequenceRows.filter(isBranch);

/** Two to four instructions of any rows, linked by registers, flags and memory. */
function anySequence(random: Random): number[] | undefined {
  const length = 2 + random.below(3);
  const words: number[] = [];
  let branches = false;
  while (words.length < length) {
    const row = pick(pick([sequenceRows, sequenceRows, memoryRows, branchRows], random), random);
    const word = wordOf(row, words.length, parts, random);
    if (word === undefined) return undefined;
    words.push(word);
    branches ||= isBranch(row);
  }
  return branches ? [...words, ...markers(length)] : words;
}

/** Load-exclusive, something between, store-exclusive: of one location, of two, twice, or without a load. */
function exclusiveSequence(random: Random): string[] {
  const pair = random.below(3) === 0;
  const suffix = pair ? '' : pick(['', 'b', 'h'], random);
  const width = suffix === '' ? pick(['w', 'x'], random) : 'w';
  const data = (n: number): string => (pair ? `${width}${n}, ${width}${n + 1}` : `${width}${n}`);
  const load = `ld${pick(['', 'a'], random)}x${pair ? 'p' : 'r'}${suffix} ${data(0)}, [x23]`;
  const store = (status: number): string => `st${pick(['', 'l'], random)}x${pair ? 'p' : 'r'}${suffix} w${status}, ${data(pick([0, 2], random))}, [${random.below(4) === 0 ? 'x24' : 'x23'}]`;
  const between = pick([[], ['clrex'], ['add x2, x0, #1'], ['subs x0, x1, x2'], ['ldr x3, [x23, #8]'], ['dmb ish']], random);
  return pick([[load, ...between, store(6)], [load, store(6), store(5)], [store(6)], [load, load, store(6)]], random);
}

/** A loop that an atomic update makes, as compilers write it. */
function updateLoop(random: Random): string[] {
  const op = pick(['add x1, x0, x2', 'eor x1, x0, x2', 'orr x1, x0, x2', 'sub x1, x0, #1'], random);
  return ['ldxr x0, [x23]', op, 'stxr w3, x1, [x23]', `cbnz w3, ${wordAddress(0)}`];
}

/** CAS and CASP that find what they expect, or not. */
function compareAndSwap(random: Random): string[] {
  const order = pick(['', 'a', 'l', 'al'], random);
  const width = pick(['w', 'x'], random);
  const spoil = pick([[], ['add x1, x1, #1'], ['mov x0, x4']], random);
  if (random.below(2) === 0) return [`ldp ${width}0, ${width}1, [x23]`, ...spoil, `casp${order} ${width}0, ${width}1, ${width}2, ${width}3, [x23]`];
  const suffix = width === 'w' ? pick(['', 'b', 'h'], random) : '';
  return [`ldr${suffix} ${width}0, [x23]`, ...spoil, `cas${order}${suffix} ${width}0, ${width}2, [x23]`, `cas${order}${suffix} ${width}0, ${width}5, [x23]`];
}

/** Calls and returns within the slot. */
function call(random: Random): string[] {
  const [callee, back] = [3 + random.below(3), pick(['ret', 'br x30', 'ret x30'], random)];
  const jump = pick([`bl ${wordAddress(callee)}`, 'blr x8'], random);
  const body = ['add x0, x0, #1', 'csel x1, x2, x3, eq', 'mov x9, x30'];
  return [`adr x8, ${wordAddress(callee)}`, jump, `b ${wordAddress(SLOT_WORDS)}`, ...Array<string>(callee - 3).fill('nop'), pick(body, random), back];
}

/** A loop with a counter, in which flags and registers carry over. */
function countedLoop(random: Random): string[] {
  const body = pick(['adcs x1, x1, x2', 'ror x1, x1, #3', 'madd x1, x1, x2, x3', 'str x1, [x17], #8', 'crc32x w1, w1, x2', 'ccmp x1, x2, #5, lo'], random);
  const end = pick([['sub x0, x0, #1', `cbnz x0, ${wordAddress(1)}`], ['subs x0, x0, #1', `b.ne ${wordAddress(1)}`], ['sub w0, w0, #1', `tbz w0, #31, ${wordAddress(1)}`]], random);
  return [`mov x0, #${1 + random.below(9)}`, body, ...end];
}

/** What a write to a system register does to what reads it. */
function systemRegisters(random: Random): string[] {
  const register = pick(['nzcv', 'tpidr_el0', 'fpsr'], random);
  return [`msr ${register}, x0`, pick(['adc x1, x2, x3', 'csinc x1, x2, x3, hi', 'ccmp x1, x2, #3, ge', 'subs x4, x4, x5'], random), `mrs x2, ${register}`, 'mrs x3, nzcv'];
}

const templates = [exclusiveSequence, exclusiveSequence, updateLoop, compareAndSwap, call, countedLoop, systemRegisters];

export function sequenceCase(random: Random): Case | undefined {
  const setting = state(random);
  const kind = random.below(10);
  if (kind === 9) {
    const row = pick(comparableRows.filter(isLiteral), random);
    const words = [wordOf(row, 0, parts, random), wordOf(pick(sequenceRows.filter((other) => !isBranch(other)), random), 1, parts, random)];
    return words.includes(undefined) ? undefined : { words: withLiterals(words as number[], random), ...setting };
  }
  if (kind > 5) {
    const words = pick(templates, random)(random).map(at);
    return { words, ...setting };
  }
  const words = anySequence(random);
  return words && { words, ...setting };
}

import { decode, disassemble, rows, systemRegisterByName, type Feature, type Fields, type Row } from '../../src/isa/index.js';
import { analyse, SP } from '../../src/ir/analyse.js';
import { SemanticsBuilder } from '../../src/ir/builder.js';
import type { Random } from './random.js';
import { RESERVED, SLOT_WORDS, VECTORS } from './slot.js';

/** Those that the machine has beside ARMv8.0, and the Neoverse N1 that qemu plays; without pointer authentication, hints are hints on both. */
export const FEATURES: ReadonlySet<Feature> = new Set<Feature>(['crc32', 'lse', 'simd']);

/** System registers of EL0 that mean the same under qemu's Linux. */
const registers = ['nzcv', 'fpcr', 'fpsr', 'tpidr_el0'].map((name) => systemRegisterByName(name)!);
/** DC ZVA, CVAC, CVAU, CIVAC and IC IVAU by CRm and op2; op1 is 3 and CRn 7. */
const operations = [[4, 1], [10, 1], [11, 1], [14, 1], [5, 1]] as const;

/**
 * Why rows are not run under qemu-aarch64: a Linux process has no say in exceptions and privileged state, and the algorithm of pointer
 * authentication codes is IMPLEMENTATION DEFINED (qemu's is QARMA).
 */
export function reasonToLeaveOut(row: Row): string | undefined {
  if (row.feature === 'pauth') return 'pointer authentication';
  if (row.class === 'exception' || row.class === 'eret') return 'exceptions';
  if (row.class === 'msr-immediate' || row.name === 'sysl') return 'privileged';
  return undefined;
}

export const comparableRows: readonly Row[] = rows.filter((row) => reasonToLeaveOut(row) === undefined);

/** Which registers a word may name, by the part they play. */
export interface Pools {
  readonly general: readonly number[];
  readonly base: readonly number[];
  readonly index: readonly number[];
  /** Bases that are multiples of 16 and stay so. */
  readonly aligned: readonly number[];
  /** SP may be written. */
  readonly sp: boolean;
}

export const isMemory = (row: Row): boolean => row.syntax.includes('[X');
export const isBranch = (row: Row): boolean => typeof row.class === 'string' && /^(?:branch|return)/.test(row.class);
export const isIndirect = (row: Row): boolean => /^(?:br|blr|ret)$/.test(row.name);
export const isLiteral = (row: Row): boolean => row.name.endsWith('_literal');
export const needsAlignment = (row: Row): boolean =>
  typeof row.class === 'string' && /^atomic|exclusive|^load-acquire|^store-release/.test(row.class);

/**
 * A random word of a row at the slot's word `at`: registers from the pools, labels in the slot (ahead of it, so that every
 * case ends), system registers of EL0. Undefined where luck would have it otherwise.
 */
export function wordOf(row: Row, at: number, pools: Pools, random: Random): number | undefined {
  for (let attempt = 0; attempt < 50; attempt++) {
    const fields = fieldsFor(row, at, pools, random);
    let word = row.value;
    for (const { name, shift, width } of row.layout) {
      const value = fields[name] ?? random.below(2 ** width);
      word = (word | ((value % 2 ** width) << shift)) >>> 0;
    }
    const instruction = decode(word, FEATURES);
    if (instruction?.row === row && isPredictable(word, instruction.fields) && (pools.sp || !writesSp(row, instruction.fields))) return word;
  }
  return undefined;
}

function fieldsFor(row: Row, at: number, pools: Pools, random: Random): Record<string, number> {
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]!;
  const fields: Record<string, number> = {};
  for (const { name } of row.layout) {
    if (!/^R[a-z]\d?$/.test(name)) continue;
    const isVector = row.feature === 'simd' && new RegExp(`[BHSDQV]${name.slice(1)}\\b`).test(row.syntax);
    if (isVector) fields[name] = random.below(VECTORS);
    else if (isMemory(row) && name === 'Rn') fields[name] = pick(needsAlignment(row) ? pools.aligned : pools.base);
    else if (isMemory(row) && name === 'Rm') fields[name] = pick(pools.index);
    else fields[name] = pick(pools.general);
  }
  const label = /<label (\w+) /.exec(row.syntax)?.[1];
  if (label !== undefined) fields[label] = isLiteral(row) ? LITERALS - at + random.below(SLOT_WORDS - LITERALS - 3) : 1 + random.below(SLOT_WORDS - at);
  if (row.name === 'mrs' || row.name === 'msr_reg') Object.assign(fields, splitRegister(pick(registers)));
  if (row.name === 'sys') {
    const [CRm, op2] = pick(operations);
    Object.assign(fields, { op1: 3, CRn: 7, CRm, op2, Rt: pick(pools.base.filter((reg) => reg !== 31)) });
  }
  if (row.name === 'hint') fields['imm7'] = [random.below(2), 4 + random.below(124)][random.below(2)]!;
  return fields;
}

/** The slot's words from here hold data where a literal is loaded. */
export const LITERALS = 8;

const splitRegister = (encoding: number): Record<string, number> => ({
  o0: (encoding >> 14) & 1, op1: (encoding >> 11) & 7, CRn: (encoding >> 7) & 15, CRm: (encoding >> 3) & 15, op2: encoding & 7,
});

function writesSp(row: Row, fields: Fields): boolean {
  const builder = new SemanticsBuilder();
  row.does(builder, fields);
  return analyse(builder.steps).writes.some(({ resource }) => resource === SP);
}

/**
 * Whether the manual says what a word does (Arm ARM K1.2): not where a register is both base and data of writeback, where one register is
 * loaded twice, or where the status of a store-exclusive goes to a register that it uses. Nor do tests touch the driver's registers.
 */
function isPredictable(word: number, f: Fields): boolean {
  const text = disassemble(word) ?? '';
  if (new RegExp(`\\b[wx]${RESERVED}\\b`).test(text) || /\b(?:wfe|wfi)\b/.test(text)) return false;
  const [, mnemonic = '', operands = ''] = /^(\S+)\t(.*)$/.exec(text) ?? [];
  const [before = '', inside = ''] = operands.split('[');
  const base = /^[a-z]+(\d*)/.exec(inside)?.[0].replace(/^[wx]/, '');
  const data = before.split(',').map((one) => one.trim()).filter((one) => one !== '');
  const general = data.filter((one) => /^[wx]\d/.test(one)).map((one) => one.slice(1));
  if (/\]!|\], #/.test(operands) && base !== undefined && general.includes(base)) return false;
  if (/^ld(?:np|p|psw|xp|axp)$/.test(mnemonic) && data[0] === data[1]) return false;
  if (/^stl?x/.test(mnemonic)) return f['Rs'] !== f['Rt'] && f['Rs'] !== f['Rn'] && !(/xp$/.test(mnemonic) && f['Rs'] === f['Rt2']);
  // An index that is the base as well would lead out of the playground.
  return !(f['Rm'] !== undefined && f['Rm'] === f['Rn'] && inside !== '');
}


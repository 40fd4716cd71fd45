import type { JumpCondition } from '../insn/opcode.js';
import type { OperationOf, Source } from '../insn/operation.js';
import { isAddSubImmediate, logicalImmediate, moveAddress, moveImmediate } from './immediates.js';
import { R0, r, scratch, TMP1, x } from './registers.js';

const CONDITIONS: Readonly<Record<JumpCondition, string>> = {
  jeq: 'eq',
  jne: 'ne',
  jset: 'ne',
  jgt: 'hi',
  jge: 'hs',
  jlt: 'lo',
  jle: 'ls',
  jsgt: 'gt',
  jsge: 'ge',
  jslt: 'lt',
  jsle: 'le',
};

const INVERSE: Readonly<Record<string, string>> = {
  eq: 'ne',
  ne: 'eq',
  hi: 'ls',
  ls: 'hi',
  hs: 'lo',
  lo: 'hs',
  gt: 'le',
  le: 'gt',
  ge: 'lt',
  lt: 'ge',
};

/** @param far the label may be out of reach of a conditional branch, which then jumps over an unconditional one */
export function branch({ condition, wide, dst, source }: OperationOf<'branch'>, label: string, far: boolean): string[] {
  const code = CONDITIONS[condition];
  const taken = far ? [`b.${INVERSE[code]} 1f`, `b ${label}`, '1:'] : [`b.${code} ${label}`];
  return [...compare(condition, r(dst, wide), wide, source), ...taken];
}

function compare(condition: JumpCondition, left: string, wide: boolean, source: Source): string[] {
  const mnemonic = condition === 'jset' ? 'tst' : 'cmp';
  if ('register' in source) return [`${mnemonic} ${left}, ${r(source.register, wide)}`];

  const { immediate } = source;
  if (condition === 'jset') {
    const mask = logicalImmediate(immediate, wide);
    if (mask) return [`tst ${left}, ${mask}`];
  } else {
    if (isAddSubImmediate(immediate)) return [`cmp ${left}, #${immediate}`];
    if (isAddSubImmediate(-immediate)) return [`cmn ${left}, #${-immediate}`];
  }
  const right = scratch(TMP1, wide);
  return [...moveImmediate(right, immediate), `${mnemonic} ${left}, ${right}`];
}

/** BPF passes arguments where AAPCS64 does; only the result moves. */
export function call(address: bigint): string[] {
  const target = scratch(TMP1, true);
  return [...moveAddress(target, address), `blr ${target}`, `mov ${R0}, x0`];
}

/** A helper whose number is only known at run time, through a table of addresses. */
export function callRegister(register: number, table: bigint): string[] {
  const target = scratch(TMP1, true);
  return [
    ...moveAddress(target, table),
    `ldr ${target}, [${target}, ${x(register)}, lsl #3]`,
    `blr ${target}`,
    `mov ${R0}, x0`,
  ];
}

import type { JumpCondition } from '../insn/opcode.js';
import type { OperationOf } from '../insn/operation.js';
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

export function branch({ condition, wide, dst, source }: OperationOf<'branch'>, label: string): string[] {
  const left = r(dst, wide);
  const taken = `b.${CONDITIONS[condition]} ${label}`;
  const compare = condition === 'jset' ? 'tst' : 'cmp';
  if ('register' in source) return [`${compare} ${left}, ${r(source.register, wide)}`, taken];

  const { immediate } = source;
  if (condition === 'jset') {
    const mask = logicalImmediate(immediate, wide);
    if (mask) return [`tst ${left}, ${mask}`, taken];
  } else {
    if (isAddSubImmediate(immediate)) return [`cmp ${left}, #${immediate}`, taken];
    if (isAddSubImmediate(-immediate)) return [`cmn ${left}, #${-immediate}`, taken];
  }
  const right = scratch(TMP1, wide);
  return [...moveImmediate(right, immediate), `${compare} ${left}, ${right}`, taken];
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

import { assemble, asm, disassemble } from '@tracelab/arm64-machine';
import type { Variant } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import { ftraceRegs, FtraceRegs } from '../src/index.js';

/** The least that a variant of ops-direct can define: an op without arguments, no direct calls. */
const ops = asm`
	.macro	ftrace_load_ops early
	.endm
	.macro	ftrace_clear_direct slot
	.endm
	.macro	ftrace_call_ops
	mov	x3, sp
	bl	callback
	.endm
	.macro	ftrace_test_direct slot, late
	.endm
	.macro	ftrace_direct_early early
	.endm
	.macro	ftrace_direct_late late, lr, pc, frame
	.endm
`;

/** Mnemonic and operands of every instruction of a routine, without the address operands that linking completes. */
function instructions(variant: Variant, name: string): string[] {
  const { text } = variant.routines!.find((one) => one.name === name)!;
  const [section] = assemble(`${ops}\n${text}`, { name }).sections.filter(({ bytes }) => bytes.length > 0);
  const view = new DataView(section!.bytes.buffer, section!.bytes.byteOffset, section!.bytes.length);
  return Array.from({ length: view.byteLength / 4 }, (_, i) =>
    disassemble(view.getUint32(4 * i, true))!.replace('\t', ' '),
  );
}

const mnemonics = (lines: string[], ...wanted: string[]): number =>
  lines.filter((line) => wanted.includes(line.split(' ')[0]!)).length;

describe('off: a full pt_regs', () => {
  const full = instructions(ftraceRegs.off, 'ftrace_regs_caller');
  const plain = instructions(ftraceRegs.off, 'ftrace_caller');

  test('18 STP and one STR for an ops that wants registers, 8 STP and two STR for one that does not', () => {
    expect([mnemonics(full, 'stp'), mnemonics(full, 'str')]).toEqual([18, 1]);
    expect([mnemonics(plain, 'stp'), mnemonics(plain, 'str')]).toEqual([8, 2]);
  });

  test('the absolutes are those of pt_regs', () => {
    expect(ftraceRegs.off.absolutes).toEqual({
      FREGS_SIZE: 336,
      FREGS_FP: 232,
      FREGS_LR: 240,
      FREGS_SP: 248,
      FREGS_PC: 256,
      FREGS_DIRECT_TRAMP: 272,
    });
  });
});

describe('on: argument registers only', () => {
  const lines = instructions(ftraceRegs.on, 'ftrace_caller');

  test('6 STP and 5 STR, 144 bytes of stack', () => {
    expect([mnemonics(lines, 'stp'), mnemonics(lines, 'str')]).toEqual([6, 5]);
    expect(lines).toContain('sub sp, sp, #0x90');
  });

  test('every register stored is loaded again, and the function is entered through X9', () => {
    expect([mnemonics(lines, 'ldp'), mnemonics(lines, 'ldr')]).toEqual([4, 4]);
    expect(lines.at(-1)).toBe('ret x9');
  });

  test('ftrace_regs is 112 bytes', () => {
    expect(FtraceRegs.structSize).toBe(112);
    expect(ftraceRegs.on.absolutes).toEqual({
      FREGS_SIZE: 112,
      FREGS_FP: 80,
      FREGS_LR: 88,
      FREGS_SP: 96,
      FREGS_PC: 104,
      FREGS_DIRECT_TRAMP: 72,
    });
  });

  test('there is no other trampoline', () => {
    expect(ftraceRegs.on.routines!.map(({ name }) => name)).toEqual(['ftrace_caller']);
  });
});

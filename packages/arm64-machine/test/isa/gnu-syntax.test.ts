import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { applyRelocation, encode, OperandError, type EncodeContext, type RelocationType } from '../../src/isa/index.js';
import { inScratch } from './objdump.js';

/** What people and compilers write, beside what a disassembler prints. */
const source = `
  mov x0, lr; mov fp, sp; mov sp, fp; mov ip0, ip1; mov w0, w1; mov x0, x1; mov wsp, w3; mov x3, xzr
  mov x0, 5; mov x0, #0x10000; mov x0, #-1; mov w0, #-1; mov w0, #0xffff0000; mov w0, #0xfffffffe
  mov x0, #0xaaaaaaaaaaaaaaaa; mov x0, #0xffff00000000ffff; mov sp, #0xf0; mov w7, #0x3fc; mov x9, #0xffffffffffff1234
  movz x0, #1, lsl #48; movn w0, #2, lsl #16; movk x3, #0xbeef, lsl #32; movk x3, 7
  add x0, x1, 1; add x0, x1, #4095; add x0, x1, #4096; add x0, x1, #1, lsl #12; add x0, x1, #0xfff000; add x0, x1, #2, lsl #0
  add x0, x1, #-1; sub sp, sp, #0x10; sub x0, x1, #-4096; adds w0, w1, #-3; subs x0, x1, #-3; cmp x0, #-1; cmn w0, #-4095
  add x0, x1, x2, lsl #3; add x0, sp, x2; add sp, x0, x2; add x0, sp, x2, lsl #4; add sp, sp, w1; add sp, sp, w1, lsl #1; add w0, wsp, w2, uxtw #1; add x0, x1, w2, sxtw
  add x0, x1, w2, uxtb #2; add x0, x1, x2, sxtx; cmp sp, x1; cmp x1, w2, uxth; cmn x1, x2, asr #3; cmp w0, w1; neg x0, x1
  neg w0, w1, lsl #3; negs x3, x4; ngc x0, x1; sbcs x1, x2, x3; adc w1, w2, w3; subs xzr, x1, #4; sub sp, x0, #0
  and x0, x1, #0xff; and x0, x1, #~0xff; bic x0, x1, #0xff; ands xzr, x1, #0xf0; tst w0, #1; tst x0, x1, ror #3
  orr w0, w1, #0x80000000; orn x0, x1, x2, asr #63; mvn x0, x1; mvn w0, w1, lsl #5; eon x0, x1, x2; eor x0, x1, #-2; orr x0, xzr, x1
  lsl x0, x1, #0; lsl w0, w1, #31; lsr x0, x1, #63; asr w0, w1, #1; ror x0, x1, #7; ror w0, w1, w2; lsl x0, x1, x2; lslv x0, x1, x2
  ubfx x0, x1, #8, #16; sbfx w0, w1, #0, #1; ubfiz x0, x1, #4, #60; sbfiz x0, x1, #1, #3; bfi w0, w1, #3, #4; bfxil x0, x1, #60, #4
  bfi x0, x1, #0, #64; ubfx x0, x1, #0, #64; bfc x0, #3, #2; ubfm x0, x1, #3, #2; extr x0, x1, x2, #13; sxtw x0, w1; uxth w0, w1; sxtb x0, w1; uxtb x0, w1; uxth x0, w1; uxtw x0, w1
  mul x0, x1, x2; mneg w0, w1, w2; madd x0, x1, x2, xzr; smull x0, w1, w2; umnegl x0, w1, w2; smaddl x0, w1, w2, x3; umulh x0, x1, x2
  udiv x0, x1, x2; sdiv w0, w1, w2; clz x0, x1; cls w0, w1; rbit x0, x1; rev x0, x1; rev w0, w1; rev16 x0, x1; rev32 x0, x1
  crc32b w0, w1, w2; crc32cx w0, w1, x2; csel x0, x1, x2, hs; cset w0, lo; csetm x0, eq; cinc x0, x1, mi; cinv w0, w1, gt; cneg x0, x0, ul
  csinc x0, xzr, xzr, ne; csinv x0, x1, x1, al; ccmp x0, #31, #15, ne; ccmn w0, w1, #0, cs; CCMP X0, X1, #0B0100, EQ
  b .+8; b.eq .-4; beq .+4; bhs .; b.lo .+12; b.ul .+12; blo .; bl .; cbz x0, .; cbnz w0, .+4; tbz x0, #3, .; tbz w0, #31, .; tbnz x9, #63, .
  br x3; blr x30; ret; ret x3; ret lr; svc 0; svc #65535; hvc #1; smc #0; brk #0x800; hlt 3; dcps1; dcps2 #4; eret; drps; udf #7
  ldr x0, [x1]; ldr x0, [x1, #8]; ldr x0, [x1, #0]; ldr x0, [x1, #-8]; ldr x0, [x1, #9]; ldr w0, [sp, #16380]; ldr x0, [x1], #8; ldr x0, [x1, #-8]!
  ldr x0, [x1, x2]; ldr x0, [x1, x2, lsl #3]; ldr x0, [x1, x2, lsl #0]; ldr w0, [x1, w2, uxtw]; ldr w0, [x1, w2, uxtw #2]; ldrb w0, [x1, x2, lsl #0]
  ldrb w0, [x1, w2, sxtw #0]; ldr x0, [x1, x2, sxtx #3]; ldrsw x0, [x1, #4]!; ldrsb w0, [x1, #-1]; ldrsh x0, [x1], #-2; strh w0, [x1, #2]
  str xzr, [sp, #-16]!; str w0, [x1, 4]; sturb w0, [x1, #3]; stur x0, [x1]; ldur x0, [x1, #-256]; ldtr x0, [x1, #8]; sttrb w0, [x1]; ldtrsw x0, [x1]
  ldr x0, .+16; ldr w0, .-4; ldrsw x0, .+8; prfm pldl1keep, [x0]; prfm pstl3strm, [x0, #8]; prfm #7, [x0]; prfm pldl2keep, [x0, x1]; prfum plil1keep, [x0, #3]
  prfm pldl1strm, [x0, #-8]; prfm pldl1keep, .+8; stp x29, x30, [sp, #-16]!; ldp x29, x30, [sp], #16; ldp w0, w1, [x2]; stp x0, xzr, [x1, #504]
  ldpsw x0, x1, [x2, #-4]; ldnp x0, x1, [x2, #16]; stnp w0, w1, [x2]; ldxr x0, [x1]; ldxr x0, [x1, #0]; ldaxr w0, [sp]; stxr w0, x1, [x2]; stlxrb w0, w1, [x2]
  ldxp x0, x1, [x2]; ldaxp w0, w1, [x2]; stxp w0, x1, x2, [x3]; stlxp w0, w1, w2, [x3]; ldar x0, [x1]; ldarb w0, [x1]; stlr w0, [x1]; stlrh w0, [x1]; clrex; clrex #3
  ldadd w0, w1, [x2]; ldaddal x0, x1, [sp]; ldclrb w0, w1, [x2]; stadd x0, [x1]; steorl w0, [x1]; stumaxh w0, [x1]; swpa x0, x1, [x2]; cas x0, x1, [x2]; casalb w0, w1, [x2]
  casp x0, x1, x2, x3, [x4]; caspal w2, w3, w4, w5, [sp]; nop; yield; wfe; wfi; sev; sevl; csdb; esb; psb csync; hint #63; hint #0x14
  dmb ish; dmb sy; dmb ISHLD; dsb sy; dsb #3; dsb nshst; isb; isb sy; isb #4; ssbb; pssbb; DMB #0
  mrs x0, sp_el0; mrs x1, TPIDR_EL1; mrs x0, s3_0_c15_c2_0; msr S3_0_C4_C0_1, x3; msr tpidr_el0, xzr; msr daifset, #0xf; msr daifclr, #2; msr spsel, #1; msr pan, #0
  mrs x0, cntvct_el0; mrs x0, nzcv; msr fpcr, x0; mrs x3, pmevcntr11_el0; msr dbgbvr3_el1, x0; mrs x0, icc_ap1r2_el1; mrs x0, ich_lr15_el2; msr pmevtyper30_el0, x1
  dc zva, x0; dc civac, x1; dc cvau, x3; ic ivau, x3; ic iallu; ic ialluis; at s1e1r, x0; at s12e0w, x9; tlbi vmalle1is; tlbi vae1is, x0; tlbi alle1; tlbi ipas2e1, x3
  sys #3, c7, c4, #1, x5; sys #0, C8, C7, #0; sysl x0, #3, c7, c4, #1; paciasp; autiasp; pacia x0, x1; pacdza x3; autdb x0, sp; xpaci x0; xpaclri; pacga x0, x1, sp
  braa x0, x1; blraaz x3; retaa; retab; eretaa; ldraa x0, [x1]; ldrab x0, [x1, #-16]!; ldraa x0, [x1, #4088]; bti; bti c; bti j; bti jc
  ldr q0, [x0]; ldr q0, [x0, #16]; str q31, [sp, #-16]!; ldr d0, [x0], #8; ldr s0, [x0, x1, lsl #2]; ldr b0, [x0, x1, lsl #0]; str h0, [x0, #2]; ldr q1, [x0, x1, lsl #4]
  ldp q0, q1, [x1], #32; stp q0, q1, [x0, #-1024]; ldp d8, d9, [sp, #16]; stnp s0, s1, [x0]; ldur q0, [x0, #-16]; ldr q0, .+16; ldr q0, [x0, #1]
  fmov x0, d1; fmov d1, x0; fmov w0, s1; fmov s1, wzr; fmov d0, d1; fmov d0, #1.0; fmov s0, #-0.125; fmov v0.4s, #2.0; fmov v0.2d, #31; fmov x0, v1.d[1]; fmov v1.d[1], x0
  movi v0.16b, #0; movi v0.4s, #1, lsl #8; movi v0.8h, #255, lsl #8; movi v0.2s, #3, msl #16; movi d0, #0xff00ff; movi v0.2d, #0; mvni v0.4s, #1
  dup v0.16b, w1; dup v0.2d, x1; dup v0.4s, v1.s[3]; mov v0.16b, v1.16b; mov v0.8b, v3.8b; mov x0, v1.d[1]; mov w0, v1.s[2]; umov w0, v1.b[15]; smov x0, v1.h[7]
  mov v0.s[1], w2; mov v0.d[1], v2.d[0]; ins v0.b[3], w1; mov d0, v1.d[1]; eor v0.16b, v0.16b, v0.16b; orr v0.8b, v1.8b, v2.8b; bic v0.16b, v1.16b, v2.16b
`;

/** Operands that the linker completes; every symbol is one of `symbols`. */
const relocatable = `
  b far+8; bl far; b.ne near; cbz x0, near; tbnz w0, #3, near; adr x0, near+1; adrp x0, far; adrp x0, :pg_hi21_nc:far; add x0, x0, :lo12:far; add x0, x0, #:lo12:far+4
  ldr x0, [x0, #:lo12:far]; ldr w0, [x0, :lo12:far+4]; ldrb w0, [x0, :lo12:far+1]; strh w0, [x0, #:lo12:far]; ldr q0, [x0, #:lo12:far]; ldrsw x0, [x0, #:lo12:far]
  ldr x0, near; ldrsw x0, near+4; ldr q0, near; movz x0, #:abs_g3:wide; movk x0, #:abs_g2_nc:wide; movk x0, #:abs_g1_nc:wide; movk x0, #:abs_g0_nc:wide
  movz x0, #:abs_g0:small; movz x0, #:abs_g1:far; movz x0, #:abs_g2:wide2; movn x0, #:abs_g0_s:minus; movz x0, #:abs_g0_s:small; movz x0, #:abs_g1_s:far; prfm pldl1keep, near
`;

/** Operands of the wrong kind, width, range or number. */
const wrong = `
  add x0, x1, w2; cmp x0, w1; add w0, w1, x2; add sp, x1, x2, lsl #5; add xzr, x1, #1; and x0, sp, #1; adds sp, x0, #1
  ldr x0, [x1, w2, lsl #3]; ldr x0, [x1, x2, uxtw]; ldr x0, [xzr]; ldr x0, [x1, x2, lsl]; ldr x0, [x1, w2, uxtw #1]
  ldrb w0, [x1, x2, lsl #1]; ldrb x0, [x1]; ldr x0, [x1]!; ldr x0, [x1, #8], #8; str x0, 0x10; ldp x0, w1, [x2]
  stxr x0, x1, [x2]; stlr x0, [x1, #8]; cas x0, w1, [x2]; casp x1, x2, x2, x3, [x4]; casp x0, x2, x2, x3, [x4]; mov w0, x1
  mov x0, w1; mov xzr, sp; mov x0, #0x123456789; movz x0, #65536; movk w0, #1, lsl #48; tbz w0, #40, .; cbz sp, .; ret sp
  br w0; mrs w0, nzcv; msr nzcv, w0; msr daifset, #16; dmb; isb ish; dc zva; ic iallu, x0; tlbi vmalle1, x0; tlbi vae1
  svc; svc #65536; brk -1; ubfx x0, x1, #60, #5; bfi x0, x1, #64, #1; lsl w0, w1, #32; ror w0, w1, #32
  ccmp x0, #32, #0, eq; ccmp x0, #1, #16, eq; cinc x0, x1, al; cset w0, nv; sxtw w0, w1; sxtw x0, x1; fmov d0, x0, x1
  fmov d0, #0.1; movi v0.4s, #256; ldr q0, [x0, x1, lsl #3]; mov v0.s[4], w0; mov v0.4s, v1.4s; umov x0, v0.s[0]
  dup v0.1d, x0; orr v0.4s, v1.4s, v2.4s; smull x0, x1, w2; hint #128; prfm #32, [x0]; nop #0; eret x0
  add x0, x1, #1, lsl #4; add x0, x1, #4096, lsl #12; add x0, x1, x2, ror #3; add x0, x1, x2, lsl #64
  add w0, w1, w2, lsl #32
`;

const symbols: Readonly<Record<string, bigint>> = {
  near: 0x404000n, far: 0x1234560n, wide: 0x1234_5678_9abc_def0n, wide2: 0x5678_9abc_def0n, small: 0x7ffen, minus: -0x1234n,
};

const instructionsOf = (text: string): string[] => text.split(/[;\n]/).map((line) => line.trim()).filter((line) => line !== '');

const BASE = 0x400000n;

/** The words of GNU as and ld for these instructions at BASE. */
function assembled(instructions: readonly string[]): number[] {
  return inScratch((directory) => {
    const [from, object, linked, binary] = ['a.s', 'a.o', 'a.elf', 'a.bin'].map((name) => join(directory, name)) as [string, string, string, string];
    writeFileSync(from, `.arch armv8.3-a+crc+lse+simd\n${instructions.join('\n')}\n`);
    execFileSync('aarch64-linux-gnu-as', ['-o', object, from]);
    const defined = Object.entries(symbols).map(([name, value]) => `--defsym=${name}=0x${BigInt.asUintN(64, value).toString(16)}`);
    execFileSync('aarch64-linux-gnu-ld', ['-o', linked, `-Ttext=0x${BASE.toString(16)}`, '-e', '0', ...defined, object]);
    execFileSync('aarch64-linux-gnu-objcopy', ['-O', 'binary', '-j', '.text', linked, binary]);
    const bytes = execFileSync('cat', [binary]);
    return instructions.map((_, i) => bytes.readUInt32LE(4 * i));
  });
}

function contextAt(pc: bigint): EncodeContext {
  return {
    pc,
    evaluate(expression) {
      const [, name, sign = '+', offset = '0'] = /^([a-z.]\w*)(?:\s*([-+])\s*(\w+))?$/i.exec(expression) ?? [];
      const addend = BigInt(offset) * (sign === '-' ? -1n : 1n);
      if (name === '.') return pc + addend;
      if (name !== undefined) return { symbol: name, addend };
      const [, prefix = '', digits = ''] = /^([-~]?)(.*)$/.exec(expression)!;
      const value = BigInt(digits.toLowerCase());
      return prefix === '-' ? -value : prefix === '~' ? ~value : value;
    },
  };
}

/** The words of the encoder, linked. */
function encoded(instructions: readonly string[]): number[] {
  return instructions.map((instruction, i) => {
    const [, mnemonic = '', operands = ''] = /^(\S+)\s*(.*)$/.exec(instruction)!;
    const pc = BASE + BigInt(4 * i);
    const { word, relocation } = encode(mnemonic, operands, contextAt(pc));
    return relocation ? applyRelocation(word, relocation.type, pc, symbols[relocation.symbol]! + relocation.addend) : word;
  });
}

/** Which of these GNU as has no encoding for. */
function refusedByGnu(instructions: readonly string[]): string[] {
  return inScratch((directory) => {
    const file = join(directory, 'a.s');
    writeFileSync(file, `${instructions.join('\n')}\n`);
    const { stderr } = spawnSync('aarch64-linux-gnu-as', ['-o', join(directory, 'a.o'), '-march=armv8.3-a+crc+lse+simd', file], { encoding: 'utf8' });
    const lines = new Set([...stderr.matchAll(/:(\d+): Error/g)].map(([, line]) => Number(line)));
    return instructions.filter((_, i) => lines.has(i + 1));
  });
}

const listing = (instructions: readonly string[], words: readonly number[]): string[] =>
  instructions.map((instruction, i) => `${words[i]!.toString(16).padStart(8, '0')} ${instruction}`);

oracle('aarch64-linux-gnu-as', 'aarch64-linux-gnu-ld')('the encoder against GNU as', () => {
  test.each([['absolute', source], ['relocated', relocatable]])('encodes %s operands as it does', (_, text) => {
    const instructions = instructionsOf(text);
    expect(listing(instructions, encoded(instructions))).toEqual(listing(instructions, assembled(instructions)));
  });

  test('refuses what it refuses', () => {
    const instructions = instructionsOf(wrong);
    expect(refusedByGnu(instructions)).toEqual(instructions);
    for (const instruction of instructions) expect(() => encoded([instruction]), instruction).toThrow(OperandError);
  });
});

test.each<[RelocationType, bigint, string]>([
  ['R_AARCH64_CALL26', 0x8000000n, 'R_AARCH64_CALL26: 0x8000000 is out of reach: -0x8000000..0x7fffffc'],
  ['R_AARCH64_CALL26', 2n, 'R_AARCH64_CALL26: 0x2 is not a multiple of 4'],
  ['R_AARCH64_CONDBR19', -0x100004n, 'R_AARCH64_CONDBR19: -0x100004 is out of reach: -0x100000..0xffffc'],
  ['R_AARCH64_TSTBR14', 0x8000n, 'R_AARCH64_TSTBR14: 0x8000 is out of reach: -0x8000..0x7ffc'],
  ['R_AARCH64_ADR_PREL_PG_HI21', 0x100000000n, 'R_AARCH64_ADR_PREL_PG_HI21: 0x100000000 is out of reach: -0x100000000..0xfffff000'],
  ['R_AARCH64_LDST64_ABS_LO12_NC', 0x1004n, 'R_AARCH64_LDST64_ABS_LO12_NC: 0x1004 is not a multiple of 8'],
  ['R_AARCH64_MOVW_UABS_G0', 0x10000n, 'R_AARCH64_MOVW_UABS_G0: 0x10000 is out of reach: 0x0..0xffff'],
])('%s to %s is refused', (type, value, message) => {
  expect(() => applyRelocation(0, type, 0n, value)).toThrow(new RangeError(message));
});

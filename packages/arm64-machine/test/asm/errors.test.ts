import { describe, expect, test } from 'vitest';
import { asm, assemble, AssemblyError } from '../../src/asm/index.js';

function errorOf(source: string, name = 'entry.S'): AssemblyError {
  try {
    assemble(source, { name });
  } catch (error) {
    if (error instanceof AssemblyError) return error;
    throw error;
  }
  throw new Error(`no error in ${source}`);
}

describe('one line that names place and thing', () => {
  test.each([
    ['        addd x0, x1, x2', '1:9: unknown mnemonic "addd"'],
    ['\n\n  .wrod 1', '3:3: unknown directive ".wrod"'],
    ['nop; nop; bogus', '1:11: unknown mnemonic "bogus"'],
    ['l: .word 1 +', '1:13: expected a number or symbol after "1 +"'],
    ['.word 1, 2 3', '1:12: expected an operator instead of "3"'],
    ['.word (1', '1:9: expected ")" after "(1"'],
    ['.word 08', '1:7: "08" is no octal number'],
    ['.word 1 / 0', '1:7: division by zero'],
    ['.byte 300', '1:7: 300 does not fit in 1 byte'],
    ['.hword -32769', '1:8: -32769 does not fit in 2 bytes'],
    ['.byte 0, later - 1', '1:10: no relocation puts the address of "later" into 1 byte here'],
    ['a: .quad 1\n.quad a + a', '2:7: "a" and "a" are two addresses: no relocation adds them up'],
    ['.quad a - b', '1:7: no relocation puts a distance from "b" into 8 bytes here'],
    ['a: nop\n a: nop', '2:2: "a" is already defined, at line 1'],
    ['a: .set a, 1', '1:4: "a" is already defined, as a label'],
    ['.set a, b\n.set b, a\n.word a', '3:7: "a" is defined by itself'],
    ['b 1f', '1:3: no label "1:" follows'],
    ['  cbz x0, 1b', '1:11: no label "1:" stands before'],
    ['.if later\n.endif\nlater:', '1:5: "later" is not defined here'],
    ['x: .if x\n.endif', '1:8: "x" is an address, not a number'],
    ['.endif', '1:1: .endif without .if'],
    ['.if 1', '1:1: .if without .endif'],
    ['.if 1\n.else\n.else\n.endif', '3:1: a second .else'],
    ['.macro m\nnop', '1:1: .macro without .endm'],
    ['.endm', '1:1: .endm without .macro'],
    ['.rept 2\nnop', '1:1: .rept without .endr'],
    ['.macro m a\n.endm\nm 1, 2', '3:1: macro "m" takes 1 argument at most, not "2"'],
    ['.macro m a, b:req\n.endm\nm 1', '3:1: macro "m": no value for its parameter "b"'],
    ['.macro m a, b\n.endm\nm c=1', '3:1: macro "m" has no parameter "c": one of a, b'],
    [
      '.macro m\nm\n.endm\nm',
      '2:1: more than 100 macros and repetitions deep (in macro "m", called at line 2, in macro "m", called at line 2, in macro "m", called at line 2, in macro "m", called at line 2, 95 calls more)',
    ],
    ['.macro m\n.endm\n.macro m\n.endm', '3:1: macro "m" is already defined'],
    ['.align 20', '1:8: expected 0..16, not 20'],
    ['.balign 12', '1:9: 12 is no power of two'],
    ['.zero -1', '1:7: expected 0..268435456, not -1'],
    ['.fill 200000000, 8', '1:1: section ".text" would be larger than 256 MiB'],
    ['.org . - 4', '1:6: .org 4 bytes back'],
    ['.ascii hello', '1:8: expected a string in double quotes instead of hello'],
    ['.ascii "\\q"', '1:8: unknown escape "\\q" in a string: one of \\n \\t \\r \\b \\f \\" \\\\'],
    ['.bss\n.word 1', '2:7: section ".bss" holds no bytes but zeros'],
    ['.bss\nnop', '2:1: section ".bss" holds no instructions'],
    ['.section .text, "aw"\nnop\n.section .text, "ax"', '3:1: section ".text" has the flags "aw" already, not "ax"'],
    ['.byte 1\nnop', '2:1: instruction at offset 1, no multiple of 4: .align 2 before it'],
    ['.type f, %banana', '1:1: expected a symbol and %function, %object or %notype'],
    ['.error "no such core"', '1:1: no such core'],
    ['? nop', '1:1: expected a label, an instruction or a directive instead of "? nop"'],
    ['.popsection', '1:1: .popsection without .pushsection'],
    ['.globl 5', '1:8: expected a symbol instead of "5"'],
    ['.set a', '1:1: expected 2 operands, not 1'],
    ['.set a, outside\n.globl a', '1:1: "a" is set to what depends on "outside", which is not defined here'],
    ['  add x0, x1, #1 +', '1:19: expected a number or symbol after "1 +"'],
  ])('%j', (source, message) => {
    expect(errorOf(source).message.split('\n')[0]).toBe(`entry.S:${message}`);
  });
});

test('an operand is pointed at, and what is accepted is said', () => {
  const error = errorOf('\n        add     x0, x1, #5000', 'kernel/entry.S');
  expect(error).toMatchObject({ source: 'kernel/entry.S', line: 2, column: 25 });
  expect(error.message).toBe(
    'kernel/entry.S:2:25: add: operand 3 "#5000": an immediate 0..4095, or a multiple of 4096 up to 4095*4096',
  );
});

test('an error in a macro names its body and its callers', () => {
  const source = asm`
    .macro inner reg
            bogus \reg
    .endm
    .macro outer
            inner x1
    .endm
            nop
            outer
  `;
  expect(errorOf(source).message).toBe(
    'entry.S:2:9: unknown mnemonic "bogus" (in macro "inner", called at line 5, in macro "outer", called at line 8)',
  );
});

test('all errors are collected, the first twenty are shown', () => {
  const error = errorOf('bogus\n'.repeat(25) + 'mov x0, #1, lsl #3');
  expect(error.diagnostics).toHaveLength(26);
  const lines = error.message.split('\n');
  expect(lines).toHaveLength(21);
  expect(lines[0]).toBe('entry.S:1:1: unknown mnemonic "bogus"');
  expect(lines[20]).toBe('6 more errors');
});

test('a source that expands without end is stopped', () => {
  expect(errorOf('.rept 100000000\nnop\n.endr').message).toMatch(/^entry\.S:2:1: more than 500000 statements/);
});

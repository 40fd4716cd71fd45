import { expect, test } from 'vitest';
import { asm } from '../../src/asm/index.js';

test('removes the indentation that all lines have', () => {
  expect(asm`
      start:
              mov     x0, #1

              ret
  `).toBe('start:\n        mov     x0, #1\n\n        ret\n');
});

test('writes what is interpolated with String(), an array one element a line', () => {
  const offset = { toString: () => '24' };
  expect(asm`ldr x1, [x0, #${offset}]`).toBe('ldr x1, [x0, #24]\n');
  expect(asm`
    a:
        ${['nop', 'ret'].map((line) => `${line} // ${line.length}`)}
    b:
  `).toBe('a:\n    nop // 3\n    ret // 3\nb:\n');
});

test('text of several lines keeps the place it is put at', () => {
  const inner = asm`
    stp x0, x1, [sp]
    1: ret
  `;
  expect(asm`
    f:
            ${inner}
            nop
  `).toBe('f:\n        stp x0, x1, [sp]\n        1: ret\n        nop\n');
});

test("a backslash is the assembler's", () => {
  expect(asm`.macro m reg
    .ascii "\n\x41"
    mov \reg, x\@
    .endm`).toContain('mov \\reg, x\\@');
});

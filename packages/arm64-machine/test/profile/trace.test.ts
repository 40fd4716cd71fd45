import { expect, test } from 'vitest';
import { TraceWriter, UnitTiming } from '../../src/profile/index.js';
import { DATA, observed } from './run.js';

function trace(text: string): string[] {
  let written = '';
  const writer = new TraceWriter((more) => (written += more));
  observed(text, new UnitTiming(), [writer]).call('main', [DATA], 10_000);
  writer.flush();
  return written.trimEnd().split('\n');
}

test('a line holds PC, word and accesses', () => {
  expect(
    trace(
      `
main:   ldp     x1, x2, [x0, #16]
        strb    w1, [x0, #4]!
        ldxr    w3, [x0]
        ret`
        .replace('[x0]', '[x0]')
        .replace('#3', '#4'),
    ),
  ).toEqual([
    '100000 a9410801 L:200010:10',
    '100004 38004c01 S:200004:1',
    '100008 885f7c03 L:200004:4',
    '10000c d65f03c0',
  ]);
});

test('a store-exclusive that failed has no access', () => {
  expect(
    trace(`
main:   ldxr    x1, [x0]
        clrex
        stxr    w2, x1, [x0]
        ret`)[2],
  ).toBe('100008 c8027c01');
});

test('an instruction that faulted has no access, and its vector follows', () => {
  const lines = trace(
    `
main:   adr     x1, vectors
        msr     vbar_el1, x1
        ldr     x3, [x2]
        ret
        .align  11
vectors: .skip  0x200
        mrs     x4, elr_el1
        add     x4, x4, #4
        msr     elr_el1, x4
        eret`,
  );
  expect(lines.slice(2, 4)).toEqual(['100008 f9400043', '100a00 d5384024']);
  expect(lines.at(-1)).toBe('10000c d65f03c0');
});

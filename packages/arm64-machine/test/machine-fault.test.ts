import { expect, test } from 'vitest';
import { asm, assemble, link, Machine, MachineFault, SLOT } from '../src/index.js';

const TEXT = 0xffff_8000_0001_0000n;
const STACK = 0xffff_8000_0010_0000n;

/** A machine with the given functions; SP is at the top of a page of stack. */
function machineWith(text: string): Machine {
  const image = link([assemble(text, { name: 'test.S' })], { sections: [{ name: '.text', address: TEXT, perms: 'rx' }] });
  const machine = new Machine();
  machine.load(image);
  machine.memory.map({ name: 'stack', base: STACK, size: 4096, perms: 'rw' });
  machine.state.sp = STACK + 4096n;
  machine.state.words[SLOT.el] = 1;
  return machine;
}

function faultOf(run: () => void): MachineFault {
  try {
    run();
  } catch (error) {
    if (error instanceof MachineFault) return error;
    throw error;
  }
  throw new Error('no fault');
}

const outer = asm`
        .globl  outer, inner
        .type   outer, %function
        .type   inner, %function
outer:  stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      inner
        ldp     x29, x30, [sp], #16
        ret
        .size   outer, . - outer
inner:  stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        mov     x1, #0x1230
        BODY
        .size   inner, . - inner
`;

test('a store to nowhere stops the run with symbol, instruction, registers and call chain', () => {
  const machine = machineWith(outer.replace('BODY', 'str x0, [x1, #4]!'));
  const fault = faultOf(() => machine.call('outer', [7]));
  expect(fault.message).toBe('data abort: write to 0x1234, translation fault, at inner+0xc');
  expect(fault.where).toBe('inner+0xc');
  expect(fault.instruction).toBe('ffff800000010020: f8004c20  str x0, [x1, #4]!');
  expect(fault.registers.get('x0')).toBe(7n);
  expect(fault.registers.get('x1')).toBe(0x1230n); // no write-back
  expect(fault.registers.get('pc')).toBe(TEXT + 0x20n);
  expect(fault.callChain[0]).toBe('outer+0xc');
  expect(fault.report.split('\n')).toEqual(expect.arrayContaining([fault.message, '  call chain:', '    outer+0xc']));
});

test('an undefined instruction is named with its word', () => {
  const machine = machineWith(outer.replace('BODY', '.inst 0xe7f000f0'));
  expect(faultOf(() => machine.call('outer')).message).toBe(
    'undefined instruction: word 0xe7f000f0 at 0xffff800000010020, at inner+0xc',
  );
});

test('a loop without end is stopped after the given number of instructions', () => {
  const machine = machineWith(outer.replace('BODY', '1: b 1b'));
  const fault = faultOf(() => machine.call('outer', [], 1000));
  expect(fault.message).toBe('no end after 1000 instructions, at inner+0xc');
});

test('a jump to where nothing is mapped', () => {
  const machine = machineWith(outer.replace('BODY', 'br x1'));
  expect(faultOf(() => machine.call('outer')).message).toBe('instruction abort: nothing mapped at 0x1230, at 0x1230');
});

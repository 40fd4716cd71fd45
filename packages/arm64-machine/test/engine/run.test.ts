import { expect, test } from 'vitest';
import { asm, assemble } from '../../src/asm/index.js';
import { SYSREG } from '../../src/cpu/exceptions.js';
import { SLOT } from '../../src/cpu/state.js';
import { link } from '../../src/image/index.js';
import { Machine, type MachineOptions } from '../../src/machine.js';

const CODE = 0x10_0000n;

function machineWith(text: string, options?: MachineOptions): Machine {
  const machine = new Machine(options);
  machine.load(link([assemble(text, { name: 'run' })], { sections: [{ name: '.text', address: CODE, perms: 'rwx' }] }));
  machine.state.words[SLOT.el] = 1;
  machine.state.pc = CODE;
  return machine;
}

const loop = asm`
1:      add     x0, x0, #1
        add     x1, x1, #1
        b       1b
`;

test('a breakpoint inside code that has run already is met', () => {
  const { processor, state } = machineWith(loop);
  processor.run(300);
  processor.breakpoints.add(CODE + 4n);
  expect(processor.run()).toBe('breakpoint');
  expect(state.pc).toBe(CODE + 4n);
  expect(state.getX(0)).toBe(state.getX(1) + 1n);
  expect(processor.run()).toBe('breakpoint');
  expect(state.pc).toBe(CODE + 4n);
});

test('steps and runs are one program: code written in between is seen by both', () => {
  const { processor, state, memory } = machineWith(loop);
  const add2 = Number(assemble('add x0, x0, #2', { name: 'patch' }).sections[0]!.bytes.reduceRight((word, byte) => word * 256 + byte, 0));
  for (let i = 0; i < 6; i++) processor.step();
  processor.run(3);
  expect(state.getX(0)).toBe(3n);
  memory.write(CODE, 4, BigInt(add2));
  processor.step();
  expect(state.getX(0)).toBe(5n);
  processor.step();
  processor.step();
  processor.run(3);
  expect(state.getX(0)).toBe(7n);
  expect(processor.retired).toBe(15);
});

test('the same words mean their own place, on both sides of a multiple of 4 GiB', () => {
  const { memory, state, processor } = machineWith('nop');
  const text = assemble(asm`
        adr     x0, 1f
        bl      1f
1:      cbz     xzr, 1b
  `, { name: 'place' }).sections[0]!.bytes;
  for (const base of [0x20_0000n, 0xffff_fff8n, 0xffff_ffff_0000_0ff4n]) {
    memory.map({ name: 'code', base: base & ~0xfffn, size: 0x2000, perms: 'rx' });
    memory.writeBytes(base, text);
    state.pc = base;
    for (const end of [base + 8n, base + 8n]) {
      processor.run(1);
      expect([state.pc, state.getX(0), state.getX(30)]).toEqual([end, base + 8n, base + 8n]);
    }
  }
});

test('code is forgotten on both sides of a multiple of 4 GiB', () => {
  const machine = new Machine();
  const { memory, state } = machine;
  const [base, above] = [0xffff_f000n, 0x1_0000_0000n];
  const runAbove = (): void => {
    state.words[SLOT.el] = 1;
    state.pc = above;
    machine.run(10);
  };
  memory.map({ name: 'code', base, size: 0x2000, perms: 'rwx' });
  memory.write(above, 4, 0xd420_0000n);
  expect(runAbove).toThrow('brk #0x0');
  memory.unmap(base, 0x2000);
  expect(runAbove).toThrow('nothing mapped at 0x100000000');
});

test('a vector that cannot be fetched does not go round for ever', () => {
  const machine = machineWith('.inst 0', { faults: 'take' });
  machine.state.set(machine.state.sysregSlot(SYSREG.vbar), 0x8000_0000n);
  expect(() => machine.run(100)).toThrow('no end after 100 instructions, at 0x80000200');
});

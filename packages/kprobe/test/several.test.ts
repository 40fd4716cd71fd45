import { asm } from '@tracelab/arm64-machine';
import { expect, test } from 'vitest';
import { findKprobe, Kprobe, registerKprobe } from '../src/index.js';
import { bootKernel, journal, program, recorder } from './probed-kernel.js';

const symbol = 'bpf_fentry_test1';
const BRK = 0xd420_0080n;

test('probes of one address are all hit, the newest first', () => {
  const kernel = bootKernel();
  const { programs, written } = journal(kernel, 3);
  const links = programs.map((one) => registerKprobe(kernel, { symbol, program: one }));
  expect(kernel.machine.call(symbol, [1n])).toBe(2n);
  expect(written()).toEqual([2, 1, 0]);
  expect(links.map((link) => [link.nhit(), link.nmissed()])).toEqual([[1n, 0n], [1n, 0n], [1n, 0n]]);
});

test('they share the slot and one kprobe of the table, which goes with the last of them', () => {
  const kernel = bootKernel();
  const { memory } = kernel;
  const address = kernel.symbols.lookup(symbol);
  const before = memory.read(address, 4);
  const [first, second] = [recorder(kernel, 'bpf_prog_a'), recorder(kernel, 'bpf_prog_b')].map(({ program }) => registerKprobe(kernel, { symbol, program }));
  const aggregate = findKprobe(kernel, address)!;
  expect([first!.kprobe, second!.kprobe]).not.toContain(aggregate);
  expect(kernel.symbols.at(Kprobe.preHandler.read(memory, aggregate))?.name).toBe('aggr_pre_handler');
  expect(second!.slot).toBe(first!.slot);

  first!.unregister();
  expect(findKprobe(kernel, address)).toBe(aggregate);
  expect(memory.read(address, 4)).toBe(BRK);
  expect(memory.read(first!.slot, 4)).toBe(before);
  expect(kernel.machine.call(symbol, [1n])).toBe(2n);
  expect(second!.nhit()).toBe(1n);

  second!.unregister();
  expect(findKprobe(kernel, address)).toBeUndefined();
  expect(memory.read(address, 4)).toBe(before);
  expect(memory.read(first!.slot, 8)).toBe(0n);
  expect(memory.read(aggregate, 8)).toBe(0x6b6b_6b6b_6b6b_6b6bn);
});

test('three probes go in any order', () => {
  const kernel = bootKernel();
  const address = kernel.symbols.lookup(symbol);
  const { programs, written } = journal(kernel, 3);
  for (const order of [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]) {
    const links = programs.map((one) => registerKprobe(kernel, { symbol, program: one }));
    const left = [2, 1, 0];
    for (const gone of order) {
      links[gone]!.unregister();
      left.splice(left.indexOf(gone), 1);
      expect(kernel.machine.call(symbol, [1n])).toBe(2n);
      expect(written(), order.join()).toEqual(left);
    }
    expect(kernel.memory.read(address, 4)).not.toBe(BRK);
  }
});

test('a disabled probe is not hit; the BRK goes when all of its address are disabled', () => {
  const kernel = bootKernel();
  const address = kernel.symbols.lookup(symbol);
  const { programs, written } = journal(kernel, 2);
  const [a, b] = programs.map((one) => registerKprobe(kernel, { symbol, program: one }));
  const armed = (): boolean => kernel.memory.read(address, 4) === BRK;
  const call = (): number[] => {
    expect(kernel.machine.call(symbol, [1n])).toBe(2n);
    return written();
  };
  a!.disable();
  a!.disable();
  expect([armed(), call()]).toEqual([true, [1]]);
  b!.disable();
  expect([armed(), call()]).toEqual([false, []]);
  a!.enable();
  a!.enable();
  expect([armed(), call()]).toEqual([true, [0]]);
  b!.enable();
  expect([armed(), call()]).toEqual([true, [1, 0]]);
  a!.unregister();
  b!.disable();
  expect([armed(), call()]).toEqual([false, []]);
  b!.unregister();
  expect(findKprobe(kernel, address)).toBeUndefined();
  expect(() => b!.enable()).toThrow('kprobe: the probe is unregistered: register it again');
});

test('a probe that joins disabled ones arms them again, and only it is hit', () => {
  const kernel = bootKernel();
  const { programs, written } = journal(kernel, 2);
  const first = registerKprobe(kernel, { symbol, program: programs[0]! });
  first.disable();
  registerKprobe(kernel, { symbol, program: programs[1]! });
  kernel.machine.call(symbol, [1n]);
  expect(written()).toEqual([1]);
});

test('several programs of one probe run in the order of their attachment', () => {
  const kernel = bootKernel();
  const { programs: [a, b, c], written } = journal(kernel, 3);
  const link = registerKprobe(kernel, { symbol, program: a! });
  link.attach(b!);
  link.attach(c!);
  kernel.machine.call(symbol, [1n]);
  expect(written()).toEqual([0, 1, 2]);
  expect(link.nhit()).toBe(1n);

  expect(() => link.attach(b!)).toThrow('kprobe: the program is attached to this probe already (EEXIST)');
  link.detach(b!);
  expect(() => link.detach(b!)).toThrow('kprobe: the program is not attached to this probe (ENOENT)');
  kernel.machine.call(symbol, [1n]);
  expect(written()).toEqual([0, 2]);
  link.detach(a!);
  link.detach(c!);
  kernel.machine.call(symbol, [1n]);
  expect(written()).toEqual([]);
  expect(link.nhit()).toBe(3n);
});

test('the 65th program is refused', () => {
  const kernel = bootKernel();
  const [first, ...others] = Array.from({ length: 65 }, (_, n) => recorder(kernel, `bpf_prog_${n}`).program);
  const link = registerKprobe(kernel, { symbol, program: first! });
  const last = others.pop()!;
  for (const one of others) link.attach(one);
  expect(() => link.attach(last)).toThrow('kprobe: 64 programs are on this probe, and more cannot be (E2BIG)');
});

test('results of programs are ANDed, beginning with 1', () => {
  const kernel = bootKernel();
  const returning = [0, 1, 2, 3, 7].map((result) => program(kernel, `bpf_prog_${result}`, asm`
        mov     x0, #${result}
        ret
  `));
  const [zero, one, two, three, seven] = returning;
  for (const [programs, anded] of [[[one, three, seven], 1n], [[one, zero, three], 0n], [[three, two], 0n], [[two], 0n]] as const) {
    const [first, ...others] = programs;
    const link = registerKprobe(kernel, { symbol, program: first! });
    for (const other of others) link.attach(other!);
    expect(kernel.machine.call('trace_call_bpf', [link.call, kernel.kzalloc(336)])).toBe(anded);
    link.unregister();
  }
});

test('probes at every place of a function that can have one are hit once per pass', () => {
  const kernel = bootKernel();
  const name = 'migrate_disable';
  const links = [];
  const refused: string[] = [];
  const start = kernel.symbols.lookup(name);
  const { program } = recorder(kernel);
  for (let offset = 0; kernel.symbols.at(start + BigInt(offset))?.name === name; offset += 4) {
    try {
      links.push({ offset, link: registerKprobe(kernel, { symbol: name, offset, program }) });
    } catch (error) {
      refused.push((error as Error).message.replace(/^kprobe |:.*/gs, ''));
    }
  }
  expect(refused).toEqual(['migrate_disable+4', expect.stringMatching(/^migrate_disable\+\d+$/)]); // the ftrace location, AUTIASP
  kernel.machine.call(name);
  expect(links.filter(({ link }) => link.nhit() === 1n).map(({ offset }) => offset)).toEqual(passedOnce(name));
  // trace_call_bpf disables migration, too: its passes find a probe being handled.
  for (const { link } of links) expect(link.nmissed() >= 0n).toBe(true);
  expect(links.reduce((sum, { link }) => sum + link.nmissed(), 0n)).toBeGreaterThan(0n);
});

/** Offsets that a plain call executes, the ftrace location apart. */
function passedOnce(name: string): number[] {
  const kernel = bootKernel();
  const start = kernel.symbols.lookup(name);
  const offsets = new Set<number>();
  const { state, processor } = kernel.machine;
  state.setX(30, 0xffff_dead_0000_0000n);
  for (state.pc = start; kernel.symbols.at(state.pc)?.name === name; processor.step()) offsets.add(Number(state.pc - start));
  offsets.delete(4);
  return [...offsets].sort((a, b) => a - b);
}

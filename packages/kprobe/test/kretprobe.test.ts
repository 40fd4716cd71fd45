import { asm } from '@tracelab/arm64-machine';
import { baseParts, Kernel, PSR, TaskStruct, traceable, unwind } from '@tracelab/kernel';
import { expect, test } from 'vitest';
import {
  atRest, freeInstances, kprobeParts, KretprobeHolder, Kretprobe, kretprobeReturns, pendingInstances, reapInstances, registerKprobe,
} from '../src/index.js';
import { journal, program, recorder } from './probed-kernel.js';

const symbol = 'bpf_fentry_test1';

/** recurse(n): n calls of itself, one in another. */
const recurse = traceable('recurse', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        cbz     x0, 1f
        sub     x0, x0, #1
        bl      recurse
1:      add     x0, x0, x19
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
`);
/** outer(n) = test1(n) + 1 */
const outer = traceable('outer', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      ${symbol}
        add     x0, x0, #1
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);
/** Changes every register and flag that a callee may, and reports in many of them. */
const clobber = traceable('clobber', asm`
        ${Array.from({ length: 18 }, (_, n) => `mov x${n}, #${100 + n}`).join('\n')}
        cmp     xzr, xzr
        ret
`);

const bootKernel = (): Kernel => new Kernel([baseParts, kprobeParts, { routines: [recurse, outer, clobber] }]);

/** Per-CPU and per-task state of nobody being probed. */
function expectNothingPending(kernel: Kernel): void {
  const { memory, initTask, symbols } = kernel;
  expect(pendingInstances(kernel, initTask)).toEqual([]);
  expect(memory.read(kernel.perCpuAddress(symbols.lookup('current_kprobe')), 8)).toBe(0n);
  expect(memory.read(initTask + 8n, 4)).toBe(0n);
}

test('the program sees the result in X0, and the caller as PC', () => {
  const kernel = bootKernel();
  const { program, seen } = recorder(kernel);
  const link = registerKprobe(kernel, { symbol, program, isReturn: true });
  const caller = kernel.symbols.lookup('outer') + 24n; // behind its BL, the sixth word
  for (let n = 1n; n <= 3n; n++) {
    expect(kernel.machine.call('outer', [n])).toBe(n + 2n);
    expect(seen()).toEqual({ hits: n, x0: n + 1n, pc: caller });
  }
  expect([link.nhit(), link.nmissed()]).toEqual([3n, 0n]);
  expectNothingPending(kernel);
  link.unregister();
  expect(kernel.machine.call('outer', [4n])).toBe(6n);
  expect(seen().hits).toBe(3n);
});

test('the caller gets every register and the flags as the function left them', () => {
  const kernel = bootKernel();
  registerKprobe(kernel, { symbol: 'clobber', program: recorder(kernel).program, isReturn: true });
  const { state } = kernel.machine;
  for (let n = 19; n < 30; n++) state.setX(n, BigInt(n) << 40n);
  const { sp } = state;
  expect(kernel.machine.call('clobber')).toBe(100n);
  for (let n = 0; n < 18; n++) expect(state.getX(n), `x${n}`).toBe(BigInt(100 + n));
  for (let n = 19; n < 30; n++) expect(state.getX(n), `x${n}`).toBe(BigInt(n) << 40n);
  expect(state.getX(30)).toBe(0xffff_dead_0000_0000n);
  expect(state.sp).toBe(sp);
  expect(state.pstate).toBe(((6 << 28) | PSR.modeEl1h) >>> 0); // Z and C
});

test('pt_regs at a return have PSTATE as an exception would save it, and the stack pointer', () => {
  const kernel = bootKernel();
  const seen = kernel.kzalloc(16);
  const looker = program(kernel, 'bpf_prog_looker', asm`
        ldr     x1, =${seen}
        ldr     x2, [x0, #248]
        ldr     x3, [x0, #264]
        stp     x2, x3, [x1]
        mov     x0, #0
        ret
  `);
  registerKprobe(kernel, { symbol: 'clobber', program: looker, isReturn: true });
  const { sp } = kernel.machine.state;
  kernel.machine.call('clobber');
  expect(kernel.memory.read(seen, 8)).toBe(sp);
  expect(kernel.memory.read(seen + 8n, 8)).toBe(BigInt(((6 << 28) | PSR.modeEl1h) >>> 0));
});

test('recursion takes an instance per call, and gives all of them back', () => {
  const kernel = bootKernel();
  const link = registerKprobe(kernel, { symbol: 'recurse', program: recorder(kernel).program, isReturn: true });
  expect(freeInstances(kernel, link.kprobe)).toHaveLength(10);
  expect(kernel.machine.call('recurse', [9n])).toBe(45n);
  expect([link.nhit(), link.nmissed()]).toEqual([10n, 0n]);
  expect(freeInstances(kernel, link.kprobe)).toHaveLength(10);
  expectNothingPending(kernel);
});

test.each([[1, 1n, 9n], [3, 3n, 7n], [10, 10n, 0n]])('of 10 nested calls, %i instances see as many returns; the others are missed and return as ever', (maxactive, hits, missed) => {
  const kernel = bootKernel();
  const { program, seen } = recorder(kernel);
  const link = registerKprobe(kernel, { symbol: 'recurse', program, isReturn: true, maxactive });
  expect(kernel.machine.call('recurse', [9n])).toBe(45n);
  expect([seen().hits, link.nhit(), link.nmissed()]).toEqual([hits, hits, missed]);
  expect(seen().x0).toBe(45n); // the outermost calls had them
  expect(freeInstances(kernel, link.kprobe)).toHaveLength(maxactive);
});

test('maxactive is 10, or twice the possible CPUs', () => {
  for (const [possibleCpus, instances] of [[1, 10], [4, 10], [8, 16]] as const) {
    const kernel = new Kernel([baseParts, kprobeParts], { possibleCpus });
    const link = registerKprobe(kernel, { symbol, program: recorder(kernel).program, isReturn: true });
    expect(freeInstances(kernel, link.kprobe)).toHaveLength(instances);
    expect(Kretprobe.maxactive.read(kernel.memory, link.kprobe)).toBe(BigInt(instances));
  }
});

test('two return probes and an entry probe of one function: newest first at its entry, and at its return', () => {
  const kernel = bootKernel();
  const { programs: [a, b, entry], written } = journal(kernel, 3);
  const links = [
    registerKprobe(kernel, { symbol, program: a!, isReturn: true }),
    registerKprobe(kernel, { symbol, program: b!, isReturn: true }),
    registerKprobe(kernel, { symbol, program: entry! }),
  ];
  expect(kernel.machine.call('outer', [1n])).toBe(3n);
  // a hooks last, on top of b's trampoline address, and so is the first to be called.
  expect(written()).toEqual([2, 0, 1]);
  expect(links.map((link) => [link.nhit(), link.nmissed()])).toEqual([[1n, 0n], [1n, 0n], [1n, 0n]]);
  expectNothingPending(kernel);
});

test('what the handler of a return calls is missed by probes', () => {
  const kernel = bootKernel();
  const link = registerKprobe(kernel, { symbol, program: recorder(kernel).program, isReturn: true });
  const inner = registerKprobe(kernel, { symbol: 'migrate_disable', program: recorder(kernel, 'bpf_prog_inner').program });
  const innerReturn = registerKprobe(kernel, { symbol: 'migrate_enable', program: recorder(kernel, 'bpf_prog_inner_return').program, isReturn: true });
  expect(kernel.machine.call(symbol, [1n])).toBe(2n);
  expect([link, inner, innerReturn].map((one) => [one.nhit(), one.nmissed()])).toEqual([[1n, 0n], [0n, 1n], [0n, 1n]]);
  expect(freeInstances(kernel, innerReturn.kprobe)).toHaveLength(10);
});

/** Runs into the middle of bpf_fentry_test1, called by outer, with its return hooked. */
function stopInside(kernel: Kernel): void {
  const { machine, symbols } = kernel;
  machine.state.setX(0, 1n);
  machine.state.setX(30, 0xffff_dead_0000_0000n);
  machine.state.pc = symbols.lookup('outer');
  const inside = symbols.lookup(symbol) + 8n;
  machine.processor.breakpoints.add(inside);
  machine.run(10_000);
  machine.processor.breakpoints.delete(inside);
}

function goOn({ machine }: Kernel): bigint {
  machine.processor.breakpoints.add(0xffff_dead_0000_0000n);
  machine.run(10_000);
  machine.processor.breakpoints.delete(0xffff_dead_0000_0000n);
  return machine.state.getX(0);
}

test('a probe that is unregistered while a call is pending does not see its return; the instance is freed then', () => {
  const kernel = bootKernel();
  const { memory } = kernel;
  const { program, seen } = recorder(kernel);
  const link = registerKprobe(kernel, { symbol, program, isReturn: true });
  const rph = Kretprobe.rph.read(memory, link.kprobe);
  stopInside(kernel);
  const [pending] = pendingInstances(kernel, kernel.initTask);
  link.unregister();
  expect(KretprobeHolder.ref.read(memory, rph)).toBe(1n);
  expect(atRest(kernel, reapInstances(kernel))).toBe(0);

  expect(goOn(kernel)).toBe(3n);
  expect(seen().hits).toBe(0n);
  expectNothingPending(kernel);
  expect(KretprobeHolder.ref.read(memory, rph)).toBe(1n);
  expect(atRest(kernel, reapInstances(kernel))).toBe(1);
  for (const freed of [pending!, rph]) expect(memory.read(freed, 8)).toBe(0x6b6b_6b6b_6b6b_6b6bn);
  expect(atRest(kernel, reapInstances(kernel))).toBe(0);
});

test('a disabled return probe still sees the calls that are pending', () => {
  const kernel = bootKernel();
  const link = registerKprobe(kernel, { symbol, program: recorder(kernel).program, isReturn: true });
  stopInside(kernel);
  link.disable();
  expect(goOn(kernel)).toBe(3n);
  expect(link.nhit()).toBe(1n);
  kernel.machine.call(symbol, [1n]);
  expect(link.nhit()).toBe(1n);
});

test('an unwinder finds the caller behind the trampoline, by the frame', () => {
  const kernel = bootKernel();
  const { machine, symbols, initTask } = kernel;
  const watcher = program(kernel, 'bpf_prog_watcher', asm`
        mov     x0, #0
        ret
  `);
  for (const name of ['recurse', 'migrate_disable']) registerKprobe(kernel, { symbol: name, program: watcher, isReturn: true });
  registerKprobe(kernel, { symbol: 'recurse', program: recorder(kernel).program, isReturn: true });
  const inside = symbols.lookup('recurse') + 7n * 4n; // behind the frame record, where n is tested
  machine.processor.breakpoints.add(inside);
  machine.state.sp -= 512n; // below where the record of an entry from EL0 is
  machine.state.setX(0, 2n);
  machine.state.setX(30, symbols.lookup('outer'));
  machine.state.setX(29, TaskStruct.stack.read(kernel.memory, initTask));
  machine.state.pc = symbols.lookup('recurse');
  for (let n = 0; n < 3; n++) machine.run(10_000);

  const from = { task: initTask, pc: machine.state.pc, fp: machine.state.getX(29) };
  const trampoline = symbols.lookup('__kretprobe_trampoline');
  const name = (address: bigint): string | undefined => symbols.at(address)?.name;
  expect(unwind(kernel.memory, from).entries.slice(1).every((address) => address === trampoline)).toBe(true);
  const { entries } = unwind(kernel.memory, from, [kretprobeReturns(kernel)]);
  expect(entries.map(name)).toEqual(['recurse', 'recurse', 'recurse', 'outer']);
});

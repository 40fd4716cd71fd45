import { asm } from '@tracelab/arm64-machine';
import { baseParts, Kernel, routine } from '@tracelab/kernel';
import { expect, test } from 'vitest';
import { atRest, executionAt, Kprobe, KPROBE_STATUS, KprobeCtlblk, kprobeParts, kprobes, probeAddress, registerKprobe } from '../src/index.js';
import { bootKernel, recorder } from './probed-kernel.js';

const symbol = 'bpf_fentry_test1';

test.each([
  ['in a slot', 0],
  ['by simulation', 8],
])('an instruction that is executed %s is executed while another probe is handled, and counted as missed', (_, offset) => {
  const kernel = bootKernel();
  const outer = recorder(kernel, 'bpf_prog_outer');
  const inner = recorder(kernel, 'bpf_prog_inner');
  const outerLink = registerKprobe(kernel, { symbol, program: outer.program });
  // trace_call_bpf calls it. Its third and fourth words are MRS and LDRH, its fifth CBZ.
  const innerLink = registerKprobe(kernel, { symbol: 'migrate_disable', offset: offset === 0 ? 0 : 16, program: inner.program });
  expect(innerLink.slot === 0n).toBe(offset !== 0);
  for (let n = 1n; n <= 3n; n++) {
    expect(kernel.machine.call(symbol, [n])).toBe(n + 1n);
    expect([outerLink.nhit(), outerLink.nmissed(), innerLink.nhit(), innerLink.nmissed()]).toEqual([n, 0n, 0n, n]);
  }
  expect(inner.seen().hits).toBe(0n);
  expect(kernel.machine.call('migrate_disable')).toBeDefined();
  expect([innerLink.nhit(), innerLink.nmissed()]).toEqual([1n, 4n]);
});

test('a hit inside another counts for every probe of its address', () => {
  const kernel = bootKernel();
  const { program } = recorder(kernel);
  registerKprobe(kernel, { symbol, program });
  const inner = [0, 1, 2].map((n) => registerKprobe(kernel, { symbol: 'migrate_disable', program: recorder(kernel, `bpf_prog_${n}`).program }));
  inner[1]!.disable();
  expect(kernel.machine.call(symbol, [1n])).toBe(2n);
  // The disabled one, too: kprobes_inc_nmissed_count() does not ask.
  expect(inner.map((link) => [link.nhit(), link.nmissed()])).toEqual([[0n, 1n], [0n, 1n], [0n, 1n]]);
});

test('per-CPU state is the outer probe\'s again when the inner one is over', () => {
  const kernel = bootKernel();
  const { program } = recorder(kernel);
  const { memory, symbols, machine } = kernel;
  const outer = registerKprobe(kernel, { symbol, program });
  registerKprobe(kernel, { symbol: 'migrate_disable', program });
  const [current, ctlblk] = ['current_kprobe', 'kprobe_ctlblk'].map((name) => kernel.perCpuAddress(symbols.lookup(name)));
  machine.processor.breakpoints.add(symbols.lookup('migrate_disable') + 8n);
  machine.state.pc = symbols.lookup(symbol);
  machine.run(10_000);
  expect(memory.read(current!, 8)).toBe(outer.kprobe);
  expect(KprobeCtlblk.status.read(memory, ctlblk!)).toBe(BigInt(KPROBE_STATUS.hitActive));
});

test('a hit in the middle of a step is a bug to v6.1: it stops', () => {
  const kernel = bootKernel();
  const { program } = recorder(kernel);
  registerKprobe(kernel, { symbol, program });
  const { kprobe } = registerKprobe(kernel, { symbol: 'bpf_fentry_test2', program });
  const { memory, symbols } = kernel;
  memory.write(kernel.perCpuAddress(symbols.lookup('current_kprobe')), 8, kprobe);
  KprobeCtlblk.status.write(memory, kernel.perCpuAddress(symbols.lookup('kprobe_ctlblk')), KPROBE_STATUS.hitSs);
  expect(() => kernel.machine.call(symbol, [1n])).toThrow('the kernel gave up');
});

/** Handlers that count their calls in X28's place: kernel code that registers a struct kprobe of its own. */
const counter = (name: string, calls: string): string => asm`
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        adrp    x3, ${name}_count
        add     x3, x3, :lo12:${name}_count
        ldr     x4, [x3]
        add     x4, x4, #1
        str     x4, [x3]
        ${calls}
        mov     w0, #0
        ldp     x29, x30, [sp], #16
        ret
`;

test('a post handler runs after the step, of each probe that has one; what it calls may be probed', () => {
  const words = ['pre', 'post'].map((name) => ({ name: `${name}_count`, text: '.quad 0', align: 8, perCpu: false }));
  const parts = { routines: [routine('pre', counter('pre', '')), routine('post', counter('post', 'bl migrate_disable'))], data: words };
  const kernel = new Kernel([baseParts, kprobeParts, parts]);
  const { memory, symbols } = kernel;
  const count = (name: string): bigint => memory.read(symbols.lookup(`${name}_count`), 8);
  const inner = registerKprobe(kernel, { symbol: 'migrate_disable', program: recorder(kernel).program });
  const point = { symbol };
  const [one, two] = ['pre', 'both'].map((kind) => {
    const kprobe = kernel.kzalloc(Kprobe.structSize);
    Kprobe.addr.write(memory, kprobe, probeAddress(kernel, point));
    Kprobe.preHandler.write(memory, kprobe, symbols.lookup('pre'));
    if (kind === 'both') Kprobe.postHandler.write(memory, kprobe, symbols.lookup('post'));
    return kprobe;
  });
  const execution = executionAt(kernel, point, probeAddress(kernel, point));
  const counts = (): bigint[] => {
    expect(kernel.machine.call(symbol, [1n])).toBe(2n);
    return [count('pre'), count('post'), inner.nmissed()];
  };

  atRest(kernel, kprobes.register(kernel, two!, execution));
  expect(counts()).toEqual([1n, 1n, 1n]);
  atRest(kernel, kprobes.register(kernel, one!));
  expect(counts()).toEqual([3n, 2n, 2n]);
  atRest(kernel, kprobes.unregister(kernel, two!));
  expect(counts()).toEqual([4n, 2n, 2n]);
  atRest(kernel, kprobes.unregister(kernel, one!));
  expect(counts()).toEqual([4n, 2n, 2n]);
});

import { asm } from '@tracelab/arm64-machine';
import { BPF_PROG_TYPE, BpfProg } from '@tracelab/bpf';
import { routine, type Parts } from '@tracelab/kernel';
import { kprobeParts, registerKprobe, type KprobeLink } from '@tracelab/kprobe';
import { describe, expect, test } from 'vitest';
import { kprobeSharedParts } from '../src/index.js';
import { ProbingKernel } from './probing-kernel.js';

/** An entry handler that calls a function with a kprobe on it. */
const callsProbed: Parts = {
  routines: [
    routine('calls_probed', asm`
        bti     c
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      bpf_fentry_test2
        mov     w0, #0
        ldp     x29, x30, [sp], #16
        ret
    `),
  ],
};

interface Sharing {
  readonly order?: 'guarded' | 'unguarded';
  readonly ops?: 'off' | 'on';
}

function sharingKernel({ order = 'guarded', ops = 'on' }: Sharing = {}): ProbingKernel {
  const more = [kprobeParts, kprobeSharedParts({ order }), callsProbed];
  return new ProbingKernel({ fprobe: 'on', rethook: 'on', regs: 'on', ops }, { more });
}

/** A kprobe whose program calls a function. */
function kprobeThatCalls(kernel: ProbingKernel, symbol: string, callee: string): KprobeLink {
  const prog = kernel.kzalloc(BpfProg.structSize);
  BpfProg.type.write(kernel.memory, prog, BPF_PROG_TYPE.kprobe);
  BpfProg.bpfFunc.write(kernel.memory, prog, kernel.placeCode('bpf_prog_that_calls', asm`
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      ${callee}
        mov     x0, #0
        ldp     x29, x30, [sp], #16
        ret
  `));
  return registerKprobe(kernel, { symbol, program: { prog } });
}

describe.each(['guarded', 'unguarded'] as const)('a probe that shares its handlers with kprobes, %s', (order) => {
  const kernel = sharingKernel({ order });
  const { machine } = kernel;
  const shared = kernel.probe({ kprobeShared: true });
  const kprobe = kprobeThatCalls(kernel, 'bpf_fentry_test2', 'bpf_fentry_test1');

  test('sees entry and exit as any other', () => {
    expect(machine.call('bpf_fentry_test1', [41])).toBe(42n);
    expect(kernel.takeKinds()).toBe('entry exit');
    expect(shared.nmissed).toBe(0n);
  });

  test("misses what a kprobe's handler calls", () => {
    expect(machine.call('bpf_fentry_test2', [40, 2])).toBe(42n);
    expect(kprobe.nhit()).toBe(1n);
    expect(kernel.takeKinds()).toBe('');
    expect(shared.nmissed).toBe(1n);
  });

  test('one that does not share sees it', () => {
    const plain = kernel.probe();
    machine.call('bpf_fentry_test2', [40, 2]);
    expect(kernel.takeKinds()).toBe('entry exit');
    plain.unregister();
  });

  test('a kprobe that its handler hits runs no program', () => {
    const calling = kernel.probe({ functions: ['bpf_fentry_test3'], entry: 'calls_probed', kprobeShared: true });
    const [hits, missed] = [kprobe.nhit(), kprobe.nmissed()];
    expect(machine.call('bpf_fentry_test3', [1, 2, 3])).toBe(6n);
    expect([kprobe.nhit() - hits, kprobe.nmissed() - missed]).toEqual([0n, 1n]);
    calling.unregister();
    kernel.takeNotes();
    expect(machine.call('bpf_fentry_test2', [40, 2])).toBe(42n);
    expect(kprobe.nhit()).toBe(hits + 1n);
  });

  test('can be unregistered, but by the RFC tree, which knew one callback only', () => {
    expect(() => shared.unregister(['fprobe_handler'])).toThrow("fprobe: fprobe_kprobe_handler is not taken for an fprobe's callback: fprobe_handler (EINVAL)");
    expect(kernel.ftrace.registered).toContain(shared.address);
    shared.unregister();
    machine.call('bpf_fentry_test1', [41]);
    expect(kernel.takeKinds()).toBe('');
  });
});

/**
 * 3cc4e2c5fbae: what runs before kprobe_busy_begin() has said that it is busy must not be traced, or the recursion guard has to
 * come first. The list function's guard hides that; a site with ops of its own does not have it.
 */
describe('kprobe_busy_begin itself is probed, and shared', () => {
  const functions = ['bpf_fentry_test1', 'kprobe_busy_begin'];
  /** What was seen: a guard lets one more level through, as it cannot tell it from an interrupt that has just begun. */
  const seen = (kernel: ProbingKernel) => kernel.takeNotes().map(({ ip }) => kernel.ftrace.records.at(ip)!.name);

  test('the recursion guard first: its own calls are misses', () => {
    const kernel = sharingKernel({ order: 'guarded' });
    const probe = kernel.probe({ functions, exit: null, kprobeShared: true });
    expect(kernel.machine.call('bpf_fentry_test1', [41])).toBe(42n);
    expect(seen(kernel)).toEqual(functions.toReversed());
    expect(probe.nmissed).toBe(1n);
  });

  test('kprobe_running() first: without end', () => {
    const kernel = sharingKernel({ order: 'unguarded' });
    kernel.probe({ functions, exit: null, kprobeShared: true });
    const { sp } = kernel.machine.state;
    expect(() => kernel.machine.call('bpf_fentry_test1', [41], 1500)).toThrow('no end after 1500 instructions');
    expect(kernel.takeKinds()).toBe('');
    // Every round leaves the frames of the trampoline and the callback.
    expect(sp - kernel.machine.state.sp).toBeGreaterThan(10n * (144n + 48n));
  });

  test('unless the list function stands in front of it', () => {
    const kernel = sharingKernel({ order: 'unguarded', ops: 'off' });
    kernel.probe({ functions, exit: null, kprobeShared: true });
    expect(kernel.machine.call('bpf_fentry_test1', [41])).toBe(42n);
    expect(seen(kernel)).toEqual(functions.toReversed());
  });
});

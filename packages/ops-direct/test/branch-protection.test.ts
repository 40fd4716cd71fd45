import { asm, disassemble } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import { OPS } from '../src/index.js';
import { TracingKernel, type Linked } from './tracing-kernel.js';

/** Signed addresses differ from plain ones above bit 48, bit 55 aside. */
const CODE_BITS = 0xff7f_0000_0000_0000n;

/** The first instructions of a function, from its symbol. */
function entry(kernel: TracingKernel, name: string, count: number): string[] {
  const at = kernel.symbols.lookup(name);
  return Array.from({ length: count }, (_, n) => {
    const address = at + BigInt(4 * n);
    return disassemble(Number(kernel.memory.read(address, 4)), address, (to) => kernel.symbols.at(to)?.name)!.replace(/\t(?:0x\w+ <(.*)>)?/, ' $1');
  });
}

const linked: readonly Linked[] = [
  { regs: 'off', ops: 'shared-op' },
  { regs: 'on', ops: 'call-ops' },
  { regs: 'on', ops: 'record-ops' },
];

describe.each(linked)('BTI and pointer authentication, ftrace-regs $regs, $ops', ({ regs, ops: variant }) => {
  const boot = (): TracingKernel => new TracingKernel({ regs, ops: variant, protected: true });

  test('a patchable entry begins with its landing pad, so the call site is at function + 8', () => {
    const kernel = boot();
    const ops = kernel.tracer('note_call', ['overflowing']);
    expect(entry(kernel, 'overflowing', 4)).toEqual(['bti c', 'mov x9, x30', 'nop', 'paciasp']);
    kernel.ftrace.registerOps(ops);
    expect(entry(kernel, 'overflowing', 4)).toEqual(['bti c', 'mov x9, x30', 'bl ftrace_caller', 'paciasp']);
    expect(kernel.ftrace.records.of('overflowing').ip).toBe(kernel.symbols.lookup('overflowing') + 8n);
  });

  test('traced calls are counted, told the unsigned return address, and return', () => {
    const kernel = boot();
    const [one, two] = [kernel.tracer('note_call', ['overflowing', 'also_traced']), kernel.tracer('note_call', ['overflowing'], OPS.rcu)];
    kernel.ftrace.registerOps(one);
    const stack = kernel.machine.state.sp;
    expect(kernel.machine.call('overflowing', [0, 0])).toBe(43n);
    expect(kernel.calls(one)).toBe(2n);
    kernel.ftrace.registerOps(two);
    expect(kernel.machine.call('overflowing', [0, 0])).toBe(43n);
    const { ip } = kernel.ftrace.records.of('overflowing');
    const { lr, parentIp } = kernel.noted(two);
    expect(kernel.noted(two)).toMatchObject({ calls: 1n, ip, pc: ip + 4n, parentIp: lr });
    expect(parentIp! | CODE_BITS).toBe(parentIp);
    expect(kernel.calls(one)).toBe(4n);
    kernel.ftrace.unregisterOps(one);
    kernel.ftrace.unregisterOps(two);
    expect(kernel.machine.call('overflowing', [0, 0])).toBe(43n);
    expect(kernel.calls(one)).toBe(4n);
    expect(kernel.machine.state.sp).toBe(stack);
  });

  test('a direct call in reach', () => {
    const kernel = boot();
    kernel.ftrace.registerDirect('traced', kernel.symbols.lookup('direct_trampoline'));
    kernel.machine.call('traced', [0, 1, 2, 3, 4]);
    expect(kernel.seen).toMatchObject({ 2: 2n, 3: 333n, 4: 4n });
  });
});

describe.each(['call-ops', 'record-ops-direct'])('%s', (ops) => {
  test('a direct call from a module out of reach, alone and beside another tracer, lands on BTI', () => {
    const kernel = new TracingKernel({ regs: 'on', ops, protected: true });
    const { ftrace, machine } = kernel;
    ftrace.loadModule({ name: 'far', base: 0xffff_8000_2000_0000n, routines: [traceable('in_module', asm`
	mov	x0, x3
	ret
`)] });
    expect(entry(kernel, 'in_module', 3)).toEqual(['bti c', 'mov x9, x30', 'nop']);
    ftrace.registerDirect('in_module', kernel.symbols.lookup('direct_trampoline'));
    expect(machine.call('in_module', [0, 0, 0, 3])).toBe(333n);
    const tracer = kernel.tracer('note_call', ['in_module']);
    ftrace.registerOps(tracer);
    expect(machine.call('in_module', [0, 0, 0, 3])).toBe(333n);
    expect(kernel.calls(tracer)).toBe(1n);
  });
});

describe('what protection is there for', () => {
  const overflow = (linked: { protected: boolean }, attached: boolean): (() => bigint) => {
    const kernel = new TracingKernel({ regs: 'on', ops: 'call-ops', ...linked });
    const ops = kernel.tracer('note_call', ['overflowing']);
    if (attached) kernel.ftrace.registerOps(ops);
    // A routine that its caller never meant to return to, and that stops the machine.
    return () => kernel.machine.call('overflowing', [0, kernel.symbols.lookup('reserved_fault_handler')], 1000);
  };

  test.each([false, true])('a return address that was overwritten is not returned to (traced: %s)', (traced) => {
    expect(overflow({ protected: true }, traced)).toThrow(/nothing mapped at 0x[b9d]fff8000/);
    expect(overflow({ protected: false }, traced)).toThrow('the kernel gave up');
  });

  test('a callback without a landing pad is not called', () => {
    const kernel = new TracingKernel({ regs: 'on', ops: 'call-ops', protected: true });
    const ops = kernel.tracer('note_call', ['traced']);
    const behindThePad = kernel.symbols.lookup('note_call') + 4n;
    kernel.ftrace.initOps(ops, { func: behindThePad });
    kernel.ftrace.registerOps(ops);
    expect(() => kernel.machine.call('traced')).toThrow(`no landing pad for BLR at 0x${behindThePad.toString(16)}`);
  });
});

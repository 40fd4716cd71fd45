import { asm, disassemble } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import { OPS } from '../src/index.js';
import { TracingKernel, type Linked } from './tracing-kernel.js';

/** Within ±128 MiB of the kernel, and beyond. */
const NEAR = 0xffff_8000_0c00_0000n;
const FAR = 0xffff_8000_2000_0000n;

const routines = [traceable('in_module', asm`
	add	x0, x0, x8
	ret
`), traceable('also_in_module', '\tmov x0, #46\n\tret')];

function withModule(linked: Linked, base: bigint) {
  const kernel = new TracingKernel(linked);
  const module = kernel.ftrace.loadModule({ name: 'nearby', base, routines });
  return { kernel, module };
}

/** Where the BL of a call site goes, by symbol. */
function branchOf(kernel: TracingKernel, name: string): string {
  const { insn, ip } = kernel.ftrace.records.of(name);
  return disassemble(insn, ip, (to) => kernel.symbols.at(to)?.name)!.replace(/\t.*<(.*)>/, ' $1');
}

/** One of each way to the ops, and a trampoline for registers of its own. */
const linked: readonly Linked[] = [
  { regs: 'off', ops: 'shared-op' },
  { regs: 'on', ops: 'call-ops' },
  { regs: 'on', ops: 'record-ops' },
];

describe.each(linked)('ftrace-regs $regs, $ops', (linked) => {
  test('a site that BL does not reach the trampoline from takes the slot of its module', () => {
    const { kernel } = withModule(linked, FAR);
    const ops = kernel.tracer('note_call', ['in_module', 'traced']);
    kernel.ftrace.registerOps(ops);
    expect(branchOf(kernel, 'in_module')).toBe('bl nearby_plt_ftrace_caller');
    expect(branchOf(kernel, 'traced')).toBe('bl ftrace_caller');
    kernel.machine.state.setX(8, 5n);
    expect(kernel.machine.call('in_module', [37])).toBe(42n);
    expect(kernel.noted(ops)).toMatchObject({ calls: 1n, ip: kernel.ftrace.records.of('in_module').ip });
    // ADRP, ADD, BR.
    expect(kernel.path('in_module').get('nearby_plt_ftrace_caller')).toBe(3);
    kernel.ftrace.unregisterOps(ops);
    expect(branchOf(kernel, 'in_module')).toBe('nop');
    expect(kernel.calls(ops)).toBe(2n);
  });

  test('one within reach does without', () => {
    const { kernel } = withModule(linked, NEAR);
    const ops = kernel.tracer('note_call', ['in_module']);
    kernel.ftrace.registerOps(ops);
    expect(branchOf(kernel, 'in_module')).toBe('bl ftrace_caller');
    kernel.machine.call('in_module');
    expect(kernel.calls(ops)).toBe(1n);
  });

  test('an ops that wants registers has a slot of its own, where it has a trampoline of its own', () => {
    const { kernel, module } = withModule(linked, FAR);
    const ops = kernel.tracer('note_call', ['in_module'], OPS.saveRegs);
    kernel.ftrace.registerOps(ops);
    const regs = linked.regs === 'off' ? 'ftrace_regs_caller' : 'ftrace_caller';
    expect(branchOf(kernel, 'in_module')).toBe(`bl nearby_plt_${regs}`);
    expect(module.plt.size).toBe(linked.regs === 'off' ? 2 : 1);
    kernel.machine.call('in_module');
    expect(kernel.calls(ops)).toBe(1n);
  });

  test('who traces all functions traces those of a module that is loaded later, and loses them with it', () => {
    const kernel = new TracingKernel(linked);
    const ops = kernel.tracer('note_call', []);
    kernel.ftrace.registerOps(ops);
    const module = kernel.ftrace.loadModule({ name: 'later', base: FAR, routines });
    kernel.machine.call('in_module');
    kernel.machine.call('also_in_module');
    expect(kernel.calls(ops)).toBe(2n);
    kernel.ftrace.unloadModule(module);
    expect(kernel.memory.regionAt(FAR)).toBeUndefined();
    expect(() => kernel.ftrace.records.of('in_module')).toThrow('ftrace: in_module has no patchable entry');
    kernel.machine.call('traced');
    kernel.ftrace.unregisterOps(ops);
    expect(kernel.calls(ops)).toBe(3n);
    kernel.ftrace.loadModule({ name: 'later', base: FAR, routines });
    expect(kernel.machine.call('also_in_module')).toBe(46n);
  });
});

describe.each(['call-ops', 'record-ops-direct'])('direct calls from a module beyond reach, %s', (ops) => {
  test('go through the trampoline, beside another tracer as well', () => {
    const { kernel } = withModule({ regs: 'on', ops }, FAR);
    kernel.machine.state.setX(8, 0n);
    const direct = kernel.ftrace.registerDirect('in_module', kernel.symbols.lookup('direct_trampoline'));
    expect([...kernel.path('in_module').keys()]).toEqual(['in_module', 'nearby_plt_ftrace_caller', 'ftrace_caller', 'direct_trampoline']);
    const tracer = kernel.tracer('note_call', ['in_module']);
    kernel.ftrace.registerOps(tracer);
    expect(kernel.machine.call('in_module', [7])).toBe(7n);
    expect(kernel.machine.state.getX(3)).toBe(333n);
    expect(kernel.calls(tracer)).toBe(1n);
    kernel.ftrace.unregisterDirect(direct);
  });
});

test('a shared op has no way from there to a direct call', () => {
  const { kernel } = withModule({ regs: 'on', ops: 'shared-op' }, FAR);
  expect(() => kernel.ftrace.registerDirect('in_module', kernel.symbols.lookup('direct_trampoline'))).toThrow(
    "ftrace: a direct call of in_module beyond BL's 128 MiB needs a trampoline that knows direct calls: switch ops-direct on (call-ops)",
  );
});

test('bad modules', () => {
  const { kernel } = withModule({ regs: 'on', ops: 'call-ops' }, FAR);
  const load = (text: string, name: string, base: bigint) => () =>
    kernel.ftrace.loadModule({ name: 'bad', base, routines: [traceable(name, text)] });
  expect(load('\tret', 'traced', NEAR)).toThrow('module bad: the kernel has a symbol traced already');
  expect(load('\tbl never_traced\n\tret', 'far_caller', FAR + 0x10_0000n)).toThrow(/never_traced/);
  expect(load('\tret', 'over_another', FAR)).toThrow(/overlap|mapped/);
  expect(kernel.symbols.tryLookup('over_another')).toBeUndefined();
});

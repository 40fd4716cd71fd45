import { asm } from '@tracelab/arm64-machine';
import { expect, test } from 'vitest';
import { baseParts, FrameRecord, Kernel, nullSystemCallLoop, PtRegs, routine, TaskStruct, unwind, type HijackedReturns } from '../src/index.js';

const framed = (name: string, callee: string) => routine(name, asm`
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      ${callee}
.globl ${name}_called
${name}_called:
        ldp     x29, x30, [sp], #16
        ret
`);
const kernel = new Kernel([baseParts, { routines: [framed('outer', 'middle'), framed('middle', 'leaf'), routine('leaf', 'ret')] }]);
const { machine: { state, processor }, memory, symbols, initTask: task } = kernel;

/** Where a system call's stack begins. */
const belowPtRegs = symbols.lookup('init_stack_top') - BigInt(PtRegs.structSize);

/** Runs outer() from nowhere up to an instruction. */
function runTo(place: string): void {
  state.sp = belowPtRegs;
  state.setX(29, 0n);
  state.setX(30, 0x1234n);
  state.pc = symbols.lookup('outer');
  while (state.pc !== symbols.lookup(place)) processor.step();
}
const trace = (hijacked?: HijackedReturns[]) => unwind(memory, { task, pc: state.pc, fp: state.getX(29) }, hijacked);
const named = (entries: readonly bigint[]) => entries.map((address) => symbols.at(address)?.name ?? `0x${address.toString(16)}`);

test('frame records are followed from the innermost one out', () => {
  runTo('middle_called');
  const { entries, end } = trace();
  expect(entries).toEqual([symbols.lookup('middle_called'), symbols.lookup('outer_called'), 0x1234n]);
  expect(end).toBe('off the stack');
});

test('a function without a record hides its caller, as LR is not looked at', () => {
  runTo('leaf');
  expect(named(trace().entries)).toEqual(['leaf', 'outer', '0x1234']);
});

test('a system call ends at the record that kernel entry makes in pt_regs', () => {
  const user = new Kernel([baseParts]);
  user.loadUser(nullSystemCallLoop.text, nullSystemCallLoop.entry);
  const { machine } = user;
  machine.processor.breakpoints.add(user.symbols.lookup('invoke_syscall'));
  machine.run();
  const { entries, end } = unwind(user.memory, { task: user.initTask, pc: machine.state.pc, fp: machine.state.getX(29) });
  expect(entries.map((address) => user.symbols.at(address)!.name)).toEqual([
    'invoke_syscall', 'do_el0_svc', 'el0_svc', 'el0t_64_sync_handler', 'el0t_64_sync',
  ]);
  expect(end).toBe('final record');
});

test('a replaced return address is looked up with the frame the function was entered with', () => {
  runTo('middle_called');
  const record = state.getX(29);
  const real = FrameRecord.lr.read(memory, record);
  FrameRecord.lr.write(memory, record, 0x7000n);
  const asked: bigint[] = [];
  const known: HijackedReturns = { trampoline: 0x7000n, of: (who) => (frame) => (asked.push(who, frame), real) };
  expect(trace([known]).entries[1]).toBe(real);
  expect(asked).toEqual([task, FrameRecord.fp.read(memory, record)]);
  expect(trace([{ ...known, of: () => () => undefined }]).entries[1]).toBe(0x7000n);
});

test('the code of pointer authentication is stripped', () => {
  runTo('middle_called');
  const record = state.getX(29);
  const real = FrameRecord.lr.read(memory, record);
  FrameRecord.lr.write(memory, record, real ^ (0x2bn << 48n));
  expect(trace().entries[1]).toBe(real);
});

test.each([
  ['unaligned frame pointer', (sp: bigint) => sp + 4n],
  ['off the stack', () => TaskStruct.stack.read(memory, task) - 16n],
  ['not up the stack', (sp: bigint) => sp],
] as const)('%s: the walk ends there', (end, next) => {
  const record = belowPtRegs - 64n;
  FrameRecord.fp.write(memory, record, next(record));
  FrameRecord.lr.write(memory, record, 0x42n);
  expect(unwind(memory, { task, pc: 0x41n, fp: record })).toEqual({ entries: [0x41n, 0x42n], end });
});

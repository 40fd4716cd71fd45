import { asm } from '@tracelab/arm64-machine';
import { LoadedObject, readObject, triggerObject } from '@tracelab/bpf';
import { BENCH_PGID, BENCH_PID, PSR, PtRegs, TaskStruct, ThreadInfo } from '@tracelab/kernel';
import { expect, test } from 'vitest';
import { registerKprobe } from '../src/index.js';
import { bootKernel, program, recorder } from './probed-kernel.js';

const symbol = 'bpf_fentry_test1';
const N = 1 << 31;
const C = 1 << 29;

test('every call hits once, and the function does what it did', () => {
  const kernel = bootKernel();
  const { program, seen } = recorder(kernel);
  const link = registerKprobe(kernel, { symbol, program });
  for (let n = 1n; n <= 3n; n++) {
    expect(kernel.machine.call(symbol, [n])).toBe(n + 1n);
    expect(seen()).toEqual({ hits: n, x0: n, pc: link.address });
  }
  expect(link.nhit()).toBe(3n);
  expect(link.nmissed()).toBe(0n);

  link.unregister();
  expect(kernel.machine.call(symbol, [7n])).toBe(8n);
  expect(seen().hits).toBe(3n);
});

test('the trigger program counts every getpgid call', () => {
  const kernel = bootKernel();
  const loaded = new LoadedObject(kernel, readObject(triggerObject));
  registerKprobe(kernel, { symbol: '__arm64_sys_getpgid', program: loaded.load('trigger_kprobe') });
  const regs = kernel.kzalloc(PtRegs.structSize);
  kernel.memory.write(regs, 8, BigInt(BENCH_PID));
  for (let call = 1n; call <= 5n; call++) {
    expect(kernel.machine.call('__arm64_sys_getpgid', [regs])).toBe(BigInt(BENCH_PGID));
    expect(loaded.readGlobal('hits')).toBe(call);
  }
});

test('a probe inside the function sees the registers there', () => {
  const kernel = bootKernel();
  const { program, seen } = recorder(kernel);
  const link = registerKprobe(kernel, { symbol, offset: 8, program });
  expect(kernel.machine.call(symbol, [41n])).toBe(42n);
  expect(seen()).toEqual({ hits: 1n, x0: 41n, pc: link.address });
});

test('the probed context gets back every register, the flags, the interrupt masks and the stack pointer', () => {
  const kernel = bootKernel();
  const link = registerKprobe(kernel, { symbol, program: recorder(kernel).program });
  const { state, processor } = kernel.machine;
  for (let n = 0; n <= 30; n++) state.setX(n, 0x1111_0000_0000_0000n + BigInt(n));
  state.setFlags(N | C | PSR.f);
  state.pc = link.address;
  const { pstate, sp } = state;

  processor.breakpoints.add(link.slot).add(link.address + 4n);
  kernel.machine.run(10_000);
  expect(state.pc).toBe(link.slot);
  expect(state.pstate).toBe((N | C | PSR.daif | PSR.modeEl1h) >>> 0);

  kernel.machine.run(10_000);
  expect(state.pc).toBe(link.address + 4n);
  expect(state.pstate).toBe(pstate);
  expect(state.sp).toBe(sp);
  // The probed word is a NOP: ftrace's boot, which makes it MOV X9, X30, has not run here.
  for (let n = 0; n <= 30; n++) expect(state.getX(n), `x${n}`).toBe(0x1111_0000_0000_0000n + BigInt(n));
});

test('per-CPU and per-task state is as before the hit', () => {
  const kernel = bootKernel();
  const { memory, symbols, initTask } = kernel;
  registerKprobe(kernel, { symbol, program: recorder(kernel).program });
  const own = (name: string): bigint => kernel.perCpuAddress(symbols.lookup(name));
  kernel.machine.call(symbol, [1n]);

  expect(memory.read(own('current_kprobe'), 8)).toBe(0n);
  expect(memory.read(own('bpf_prog_active'), 4)).toBe(0n);
  expect(ThreadInfo.preemptCount.read(memory, initTask)).toBe(0n);
  expect(TaskStruct.bpfCtx.read(memory, initTask)).toBe(0n);
  expect(TaskStruct.migrationDisabled.read(memory, initTask)).toBe(0n);
  expect(TaskStruct.rcuReadLockNesting.read(memory, initTask)).toBe(0n);
});

test('the program finds its cookie through current->bpf_ctx', () => {
  const kernel = bootKernel();
  const cookie = kernel.kzalloc(8);
  registerKprobe(kernel, {
    symbol,
    cookie: 0x1234_5678_9abcn,
    program: program(kernel, 'bpf_prog_cookie', asm`
        mrs     x0, sp_el0
        ldr     x0, [x0, #${TaskStruct.bpfCtx}]
        ldr     x0, [x0]
        ldr     x1, =${cookie}
        str     x0, [x1]
        mov     x0, #0
        ret
    `),
  });
  kernel.machine.call(symbol, [1n]);
  expect(kernel.memory.read(cookie, 8)).toBe(0x1234_5678_9abcn);
});

test('a program that moves the PC is obeyed: the probed instruction is not stepped', () => {
  const kernel = bootKernel();
  registerKprobe(kernel, {
    symbol,
    program: program(kernel, 'bpf_prog_override', asm`
        mov     x1, #99
        str     x1, [x0]                // regs[0]
        ldr     x1, [x0, #240]          // regs[30]
        str     x1, [x0, #256]          // pc
        mov     x0, #0
        ret
    `),
  });
  expect(kernel.machine.call(symbol, [1n])).toBe(99n);
  expect(kernel.memory.read(kernel.perCpuAddress(kernel.symbols.lookup('current_kprobe')), 8)).toBe(0n);
});

test('a probe on what a probe handler calls is missed and stepped', () => {
  const kernel = bootKernel();
  const outer = recorder(kernel, 'bpf_prog_outer');
  const inner = recorder(kernel, 'bpf_prog_inner');
  const outerLink = registerKprobe(kernel, { symbol, program: outer.program });
  const innerLink = registerKprobe(kernel, { symbol: 'migrate_disable', program: inner.program });
  expect(kernel.machine.call(symbol, [1n])).toBe(2n);

  expect(outer.seen().hits).toBe(1n);
  expect(inner.seen().hits).toBe(0n);
  expect(outerLink.nmissed()).toBe(0n);
  expect(innerLink.nmissed()).toBe(1n);
});

test('while a program runs on this CPU, a hit runs none', () => {
  const kernel = bootKernel();
  const { program, seen } = recorder(kernel);
  const link = registerKprobe(kernel, { symbol, program });
  const active = kernel.perCpuAddress(kernel.symbols.lookup('bpf_prog_active'));
  kernel.memory.write(active, 4, 1n);
  expect(kernel.machine.call(symbol, [1n])).toBe(2n);
  expect(seen().hits).toBe(0n);
  expect(link.nhit()).toBe(1n);
  expect(kernel.memory.read(active, 4)).toBe(1n);
});

import { disassemble } from '@tracelab/arm64-machine';
import { LoadedObject, readObject, triggerObject } from '@tracelab/bpf';
import { BreakHook, HlistHead, ListHead } from '@tracelab/kernel';
import { expect, test } from 'vitest';
import {
  BpfProgArray, BpfProgArrayItem, BRK64_OPCODE_KPROBES, BRK64_OPCODE_KPROBES_SS, findKprobe, Kprobe, kprobeBucket,
  registerKprobe, TraceEventCall, TraceProbeEvent,
} from '../src/index.js';
import { bootKernel, recorder } from './probed-kernel.js';

const symbol = 'bpf_fentry_test1';

/** Of the first such instruction of a function. */
function offsetOf(name: string, text: string): number {
  const { memory, symbols } = bootKernel();
  const start = symbols.lookup(name);
  for (let offset = 0; ; offset += 4) if (disassemble(Number(memory.read(start + BigInt(offset), 4))) === text) return offset;
}

test('the two breakpoints are BRK #4 and BRK #6', () => {
  expect(BRK64_OPCODE_KPROBES.toString(16)).toBe('d4200080');
  expect(BRK64_OPCODE_KPROBES_SS.toString(16)).toBe('d42000c0');
});

test('registering moves the first instruction into a slot and puts BRK #4 in its place', () => {
  const kernel = bootKernel();
  const { memory, symbols } = kernel;
  const address = symbols.lookup(symbol);
  const before = memory.read(address, 4);
  const ftraceLocation = memory.read(address + 4n, 4);
  const link = registerKprobe(kernel, { symbol, program: recorder(kernel).program });

  expect(link.address).toBe(address);
  expect(memory.read(address, 4)).toBe(0xd420_0080n);
  expect(memory.read(address + 4n, 4)).toBe(ftraceLocation);
  expect(memory.read(link.slot, 4)).toBe(before);
  expect(memory.read(link.slot + 4n, 4)).toBe(0xd420_00c0n);
  expect(symbols.at(link.slot)).toMatchObject({ name: 'kprobe_insn_page', offset: 0 });
});

test('the probe is found through its bucket of kprobe_table', () => {
  const kernel = bootKernel();
  const { memory, symbols } = kernel;
  const link = registerKprobe(kernel, { symbol, program: recorder(kernel).program });
  const bucket = kprobeBucket(symbols.lookup('kprobe_table'), link.address);

  expect(HlistHead.first.read(memory, bucket)).toBe(link.kprobe);
  expect(findKprobe(kernel, link.address)).toBe(link.kprobe);
  expect(Kprobe.addr.read(memory, link.kprobe)).toBe(link.address);
  expect(Kprobe.slot.read(memory, link.kprobe)).toBe(link.slot);
  expect(Kprobe.restore.read(memory, link.kprobe)).toBe(link.address + 4n);
  expect(Kprobe.preHandler.read(memory, link.kprobe)).toBe(symbols.lookup('kprobe_dispatcher'));
});

test('probes of one bucket form a chain that survives removal of any of them', () => {
  const kernel = bootKernel();
  const { program } = recorder(kernel);
  const links = ['bpf_fentry_test1', 'bpf_fentry_test2', 'bpf_fentry_test3', 'bpf_fentry_test4', 'bpf_fentry_test5']
    .flatMap((name) => [0, 8].map((offset) => registerKprobe(kernel, { symbol: name, offset, program })));
  for (const link of links) expect(findKprobe(kernel, link.address)).toBe(link.kprobe);
  while (links.length > 0) {
    const [removed] = links.splice(Math.floor(links.length / 2), 1);
    removed!.unregister();
    expect(findKprobe(kernel, removed!.address)).toBeUndefined();
    for (const link of links) expect(findKprobe(kernel, link.address)).toBe(link.kprobe);
  }
});

test('the event has the program, its cookie, and the profile flag', () => {
  const kernel = bootKernel();
  const { memory } = kernel;
  const { program } = recorder(kernel);
  const link = registerKprobe(kernel, { symbol, program, cookie: 0xc00c1en });
  const item = TraceEventCall.progArray.read(memory, link.call) + BigInt(BpfProgArray.items.offset);

  expect(TraceProbeEvent.flags.read(memory, link.event)).toBe(2n);
  expect(BpfProgArrayItem.prog.read(memory, item)).toBe(program.prog);
  expect(BpfProgArrayItem.cookie.read(memory, item)).toBe(0xc00c1en);
  expect(memory.read(item + BigInt(BpfProgArrayItem.structSize), 8)).toBe(0n);
});

test('both hooks stand, once, at the front of kernel_break_hook', () => {
  const kernel = bootKernel();
  const { memory, symbols } = kernel;
  const { program } = recorder(kernel);
  registerKprobe(kernel, { symbol, program });
  registerKprobe(kernel, { symbol: 'bpf_fentry_test2', program });

  const head = symbols.lookup('kernel_break_hook');
  const names = [];
  for (let at = ListHead.next.read(memory, head); at !== head; at = ListHead.next.read(memory, at)) {
    names.push(symbols.at(at)?.name);
    expect(ListHead.prev.read(memory, ListHead.next.read(memory, at))).toBe(at);
  }
  expect(names.slice(0, 2)).toEqual(['kprobes_break_ss_hook', 'kprobes_break_hook']);
  expect(names.slice(2)).not.toContain('kprobes_break_hook');
  const hook = symbols.lookup('kprobes_break_ss_hook');
  expect(BreakHook.fn.read(memory, hook)).toBe(symbols.lookup('kprobe_breakpoint_ss_handler'));
  expect(BreakHook.imm.read(memory, hook)).toBe(6n);
});

test('unregistering restores the text, frees the slot and may be repeated', () => {
  const kernel = bootKernel();
  const { memory } = kernel;
  const { program } = recorder(kernel);
  const before = memory.readBytes(kernel.symbols.lookup(symbol), 16);
  const link = registerKprobe(kernel, { symbol, program });
  link.unregister();
  link.unregister();

  expect(memory.readBytes(kernel.symbols.lookup(symbol), 16)).toEqual(before);
  expect(findKprobe(kernel, link.address)).toBeUndefined();
  expect(memory.read(link.slot, 8)).toBe(0n);
  expect(registerKprobe(kernel, { symbol, program }).slot).toBe(link.slot);
});

test.each([
  ['an unknown symbol', { symbol: 'bpf_fentry_test99' }, 'kprobe: "bpf_fentry_test99" is no traceable function of the kernel image (unknown or notrace)'],
  ['entry code', { symbol: 'el1h_64_sync_handler' }, 'kprobe: "el1h_64_sync_handler" is no traceable function'],
  ['what handles breakpoints', { symbol: 'get_kprobe' }, 'kprobe: get_kprobe handles breakpoints itself (kprobe blacklist)'],
  ['half an instruction', { symbol, offset: 2 }, 'kprobe bpf_fentry_test1+2: the offset must be a multiple of 4'],
  ['what lies behind the function', { symbol, offset: 4096 }, 'kprobe bpf_fentry_test1+4096: beyond the end of bpf_fentry_test1'],
  ['the ftrace location', { symbol, offset: 4 }, 'kprobe bpf_fentry_test1+4: this is the ftrace location'],
  ['the end of a signed frame', { symbol: 'migrate_enable', offset: offsetOf('migrate_enable', 'autiasp') }, '"autiasp" cannot be stepped: of the hints only NOP'],
  ['a return probe inside a function', { symbol, offset: 8, isReturn: true }, 'kretprobe bpf_fentry_test1+8: a return probe is at offset 0'],
  ['pending calls of an entry', { symbol, maxactive: 4 }, 'kprobe bpf_fentry_test1+0: maxactive is of return probes only'],
  ['half a pending call', { symbol, isReturn: true, maxactive: 0.5 }, 'kretprobe bpf_fentry_test1+0: maxactive 0.5: a whole number of pending calls, 0 for the default'],
  ['too many pending calls', { symbol, isReturn: true, maxactive: 5000 }, 'kretprobe bpf_fentry_test1+0: maxactive 5000: at most 4096'],
])('refuses %s', (_, request, message) => {
  const kernel = bootKernel();
  expect(() => registerKprobe(kernel, { ...request, program: recorder(kernel).program })).toThrow(message);
});

test('refuses a program that expects the arguments of a function', () => {
  const kernel = bootKernel();
  const program = new LoadedObject(kernel, readObject(triggerObject)).load('trigger_fentry');
  expect(() => registerKprobe(kernel, { symbol, program })).toThrow(
    'kprobe bpf_fentry_test1+0: the program is of type 26: one of type 2, from a section kprobe/FUNCTION or kretprobe/FUNCTION, is needed',
  );
});

test('a probe cannot be placed while a CPU stands where it cannot be interrupted, and says which', () => {
  const kernel = bootKernel();
  const { program } = recorder(kernel);
  const { slot } = registerKprobe(kernel, { symbol, program });
  kernel.machine.state.pc = kernel.symbols.lookup(symbol);
  kernel.machine.processor.breakpoints.add(slot);
  kernel.machine.run(10_000);
  expect(() => registerKprobe(kernel, { symbol: 'bpf_fentry_test2', program })).toThrow('kprobe: CPU 0 stands in kprobe_insn_page where it cannot be interrupted: let it run on, or');
});

import { BPF_PROG_TYPE, BpfProg } from '@tracelab/bpf';
import type { Kernel, McountRecord } from '@tracelab/kernel';
import { kprobeBlacklist } from './blacklist.js';
import { registerBreakHooks } from './break-hooks.js';
import { BRK64_OPCODE_KPROBES, freeSlot, prepareSlot } from './insn-page.js';
import { addKprobe, findKprobe, removeKprobe } from './kprobe-table.js';
import { Kprobe, TraceKprobe } from './layout/index.js';
import { whyNotInSlot } from './probed-instruction.js';
import { allocTraceKprobe, attachProgram, detachProgram, enableProfile, type TraceKprobeObjects } from './trace-event.js';

export interface KprobeRequest {
  /** A traceable function of the kernel image. */
  readonly symbol: string;
  /** Bytes from the symbol, a multiple of 4. Default 0: on `mov x9, x30`, in front of the ftrace location. */
  readonly offset?: number;
  /** A loaded program, as the address of its `struct bpf_prog`. It is called with the probed context's pt_regs. */
  readonly program: { readonly prog: bigint };
  /** What bpf_get_attach_cookie() gives the program. Default 0. */
  readonly cookie?: bigint;
}

/** A probe in place. */
export interface KprobeLink extends TraceKprobeObjects {
  /** Of the probed instruction. */
  readonly address: bigint;
  /** Where that instruction is executed now. */
  readonly slot: bigint;
  /** Hits that found another probe being handled on their CPU, and ran no program. */
  nmissed(): bigint;
  /** Hits that reached the dispatcher on CPU 0. */
  nhit(): bigint;
  unregister(): void;
}

/**
 * Places a BPF program on a breakpoint, as a kprobe perf event does: register_kprobe(), enable_trace_kprobe(),
 * perf_event_attach_bpf_prog(). Linux patches the word under stop_machine(); here no CPU runs meanwhile.
 *
 * @throws Error naming the probe point and what would be accepted
 */
export function registerKprobe(kernel: Kernel, request: KprobeRequest): KprobeLink {
  const { memory } = kernel;
  const { symbol, offset = 0, program, cookie = 0n } = request;
  const type = BpfProg.type.read(memory, program.prog);
  if (type !== BigInt(BPF_PROG_TYPE.kprobe)) {
    throw refusal(symbol, offset, `the program is of type ${type}: one of type ${BPF_PROG_TYPE.kprobe}, from a section kprobe/FUNCTION, is needed`);
  }
  const address = probeAddress(kernel, symbol, offset);
  const opcode = Number(memory.read(address, 4));
  const why = whyNotInSlot(opcode, wordsBefore(kernel, address, offset));
  if (why !== undefined) throw refusal(symbol, offset, why);

  registerBreakHooks(kernel);
  const objects = allocTraceKprobe(kernel, offset);
  const { traceKprobe, kprobe } = objects;
  const slot = prepareSlot(kernel, opcode);
  Kprobe.addr.write(memory, kprobe, address);
  Kprobe.opcode.write(memory, kprobe, opcode);
  Kprobe.slot.write(memory, kprobe, slot);
  Kprobe.restore.write(memory, kprobe, address + 4n);
  addKprobe(kernel, kprobe);
  enableProfile(kernel, objects);
  kernel.patchText(address, opcode, BRK64_OPCODE_KPROBES);
  attachProgram(kernel, objects, program, cookie);

  let registered = true;
  return {
    ...objects,
    address,
    slot,
    nmissed: () => Kprobe.nmissed.read(memory, kprobe),
    nhit: () => memory.read(kernel.perCpuAddress(TraceKprobe.nhit.read(memory, traceKprobe)), 8),
    unregister() {
      if (!registered) return;
      registered = false;
      detachProgram(kernel, objects);
      kernel.patchText(address, BRK64_OPCODE_KPROBES, opcode);
      removeKprobe(kernel, kprobe);
      freeSlot(kernel, slot);
    },
  };
}

/** kprobe_addr() and check_kprobe_address_safe(). */
function probeAddress(kernel: Kernel, symbol: string, offset: number): bigint {
  const target = kernel.mcount.find(({ name }) => name === symbol);
  if (!target) {
    throw new Error(`kprobe: "${symbol}" is no traceable function of the kernel image (unknown or notrace): one of those ftrace can hook`);
  }
  if (kprobeBlacklist.has(symbol)) throw new Error(`kprobe: ${symbol} handles breakpoints itself (kprobe blacklist): probe one of its callers' callers`);
  if (!Number.isInteger(offset) || offset < 0 || offset % 4 !== 0) throw refusal(symbol, offset, 'the offset must be a multiple of 4, the size of an instruction');
  const address = target.entry + BigInt(offset);
  const place = kernel.symbols.at(address);
  if (place?.name !== symbol) throw refusal(symbol, offset, `beyond the end of ${symbol}`);
  if (address === ftraceLocation(kernel, target)) throw refusal(symbol, offset, 'this is the ftrace location, which kprobes on arm64 leave alone: probe offset 0, or what follows');
  if (findKprobe(kernel, address) !== undefined) throw refusal(symbol, offset, 'already probed, and the lab has no aggregated kprobes: unregister the first');
  return address;
}

/** rec->ip: the last NOP of the patchable entry, which becomes the BL. */
function ftraceLocation({ image }: Kernel, { entry }: McountRecord): bigint {
  return entry + BigInt(4 * (image.patchableEntry.after - 1));
}

function* wordsBefore(kernel: Kernel, address: bigint, offset: number): Generator<number> {
  for (let back = 4; back <= offset; back += 4) yield Number(kernel.memory.read(address - BigInt(back), 4));
}

function refusal(symbol: string, offset: number, why: string): Error {
  return new Error(`kprobe ${symbol}+${offset}: ${why}`);
}

import { BPF_PROG_TYPE, BpfProg } from '@tracelab/bpf';
import type { Kernel } from '@tracelab/kernel';
import { registerBreakHooks } from './break-hooks.js';
import { Kprobe, Kretprobe, TraceKprobe } from './layout/index.js';
import { findKprobe } from './kprobe-table.js';
import { executionAt, probeAddress, refusal, type ProbePoint } from './probe-address.js';
import * as progArray from './prog-array.js';
import type { Program } from './prog-array.js';
import * as traceEvent from './trace-event.js';
import type { TraceKprobeObjects } from './trace-event.js';
import { atRest, type Waits } from './wait.js';

export interface KprobeRequest extends ProbePoint {
  /** It is called with the probed context's pt_regs: at a return, X0 is the function's result. */
  readonly program: Program;
  /** What bpf_get_attach_cookie() gives the program. Default 0. */
  readonly cookie?: bigint;
  /** Of a return probe: calls that may be pending at a time. Default: 10, or twice the possible CPUs where that is more. */
  readonly maxactive?: number;
}

/** What can be done with a probe in place: at once while no CPU runs, or in steps that CPUs run between. */
export interface KprobeControl<Done> {
  /** disable_trace_kprobe(): no hits until {@link enable}. */
  disable(): Done;
  enable(): Done;
  /** Runs one more program per hit, after those there are. @throws Error where it is among them, or there are 64 */
  attach(program: Program, cookie?: bigint): Done;
  /** @throws Error where the program is not attached */
  detach(program: Program): Done;
  /** Frees all of the probe but instances of calls that are pending; a second time, it does nothing. */
  unregister(): Done;
}

/** A probe in place. */
export interface KprobeLink extends TraceKprobeObjects, KprobeControl<void> {
  /** Of the probed instruction. */
  readonly address: bigint;
  /** Where that instruction is executed now; 0 where it is simulated. */
  readonly slot: bigint;
  /** Hits that found another probe being handled on their CPU, and for return probes calls without an instance: no program saw them. */
  nmissed(): bigint;
  /** Hits, or returns, that reached the dispatcher on a CPU; on all of them unless stated. */
  nhit(cpu?: number): bigint;
  readonly inSteps: KprobeControl<Waits>;
}

/**
 * Places a BPF program on a breakpoint, as a kprobe perf event does: register_kprobe() or register_kretprobe(),
 * enable_trace_kprobe(), perf_event_attach_bpf_prog().
 *
 * @throws Error naming the probe point and what would be accepted; where a CPU is in the middle of what may not be interrupted
 */
export function registerKprobe(kernel: Kernel, request: KprobeRequest): KprobeLink {
  return atRest(kernel, registerKprobeInSteps(kernel, request));
}

/** The same while CPUs run. */
export function* registerKprobeInSteps(kernel: Kernel, request: KprobeRequest): Waits<KprobeLink> {
  const { program, cookie = 0n, isReturn = false, maxactive = 0 } = request;
  const type = BpfProg.type.read(kernel.memory, program.prog);
  if (type !== BigInt(BPF_PROG_TYPE.kprobe)) {
    throw refusal(request, `the program is of type ${type}: one of type ${BPF_PROG_TYPE.kprobe}, from a section kprobe/FUNCTION or kretprobe/FUNCTION, is needed`);
  }
  if (!Number.isInteger(maxactive) || maxactive < 0) throw refusal(request, `maxactive ${maxactive}: a whole number of pending calls, 0 for the default`);
  if (maxactive > 0 && !isReturn) throw refusal(request, 'maxactive is of return probes only');
  if (maxactive > KRETPROBE_MAXACTIVE_MAX) throw refusal(request, `maxactive ${maxactive}: at most ${KRETPROBE_MAXACTIVE_MAX}`);
  const address = probeAddress(kernel, request);
  // Decoded before anything is allocated. Where a kprobe is, the word is a BRK, and the new one goes by what is known.
  const execution = findKprobe(kernel, address) === undefined ? executionAt(kernel, request, address) : undefined;

  registerBreakHooks(kernel);
  const objects = traceEvent.allocTraceKprobe(kernel, address, isReturn, maxactive);
  yield* traceEvent.register(kernel, objects, execution);
  yield* traceEvent.enable(kernel, objects);
  yield* progArray.attach(kernel, objects.call, program, cookie);
  return linkOf(kernel, address, objects);
}

/** KRETPROBE_MAXACTIVE_MAX of trace_kprobe.c, from memory. */
const KRETPROBE_MAXACTIVE_MAX = 4096;

function linkOf(kernel: Kernel, address: bigint, objects: TraceKprobeObjects): KprobeLink {
  const { memory } = kernel;
  const { kprobe, traceKprobe, call, isReturn } = objects;
  const nhit = TraceKprobe.nhit.read(memory, traceKprobe);
  const missed = (): bigint => Kprobe.nmissed.read(memory, kprobe) + (isReturn ? Kretprobe.nmissed.read(memory, kprobe) : 0n);
  let missedAtEnd: bigint | undefined;
  const registered = (): void => {
    if (missedAtEnd !== undefined) throw new Error('kprobe: the probe is unregistered: register it again');
  };

  const inSteps: KprobeControl<Waits> = {
    *disable() {
      registered();
      yield* traceEvent.disable(kernel, objects);
    },
    *enable() {
      registered();
      yield* traceEvent.enable(kernel, objects);
    },
    *attach(program, cookie = 0n) {
      registered();
      yield* progArray.attach(kernel, call, program, cookie);
    },
    *detach(program) {
      registered();
      yield* progArray.detach(kernel, call, program);
    },
    *unregister() {
      if (missedAtEnd !== undefined) return;
      yield* progArray.detachAll(kernel, call);
      yield* traceEvent.disable(kernel, objects);
      yield* traceEvent.unregister(kernel, objects);
      missedAtEnd = missed();
      traceEvent.free(kernel, objects);
    },
  };
  return {
    ...objects,
    address,
    slot: Kprobe.slot.read(memory, kprobe),
    nmissed: () => missedAtEnd ?? missed(),
    nhit: (cpu) => (cpu === undefined ? kernel.cluster.cores.map(({ number }) => number) : [cpu])
      .reduce((sum, one) => sum + memory.read(kernel.perCpuAddress(nhit, one), 8), 0n),
    disable: () => atRest(kernel, inSteps.disable()),
    enable: () => atRest(kernel, inSteps.enable()),
    attach: (program, cookie) => atRest(kernel, inSteps.attach(program, cookie)),
    detach: (program) => atRest(kernel, inSteps.detach(program)),
    unregister: () => atRest(kernel, inSteps.unregister()),
    inSteps,
  };
}

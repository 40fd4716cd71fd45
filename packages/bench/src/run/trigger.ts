import { tracedLoop, type Kernel } from '@tracelab/kernel';
import { AttachError } from '../attach.js';
import { typedResult } from './call-result.js';
import type { KernelCall } from './test-calls.js';

/** What drives the programs of an object: the benchmark's system call, or calls of the kernel's functions. */
export type Trigger = { readonly kind: 'getpgid'; readonly iterations: number } | { readonly kind: 'calls'; readonly calls: readonly KernelCall[] };

/** What a call came to. */
export interface CallOutcome {
  readonly call: KernelCall;
  /** As its type has it: negative where that is signed. */
  readonly result: bigint;
  /** False where another result was expected. */
  readonly asExpected: boolean;
}

/** A trigger on a kernel, ready to go any number of times. */
export interface Driver {
  /** The whole trigger once; for the system call, one iteration of the loop. */
  pass(): readonly CallOutcome[];
  /** Passes that belong to one run. */
  readonly passes: number;
}

/** Instructions after which one pass counts as runaway. */
const PASS_LIMIT = 2_000_000;

/**
 * @param onBreakpoint is told of every breakpoint that is not the driver's own
 * @throws AttachError where a call names no function
 */
export function driverOf(kernel: Kernel, trigger: Trigger, onBreakpoint = () => {}): Driver {
  return trigger.kind === 'getpgid' ? systemCalls(kernel, trigger.iterations, onBreakpoint) : functionCalls(kernel, trigger.calls, onBreakpoint);
}

function systemCalls(kernel: Kernel, passes: number, onBreakpoint: () => void): Driver {
  const { machine, symbols } = kernel;
  kernel.loadUser(tracedLoop.text, tracedLoop.entry);
  const iteration = symbols.lookup(tracedLoop.iteration);
  machine.processor.breakpoints.add(iteration);
  const advance = (): void => {
    while (machine.run(PASS_LIMIT) === 'breakpoint' && machine.state.pc !== iteration) onBreakpoint();
  };
  advance();
  return {
    passes,
    pass: () => {
      advance();
      return [];
    },
  };
}

function functionCalls(kernel: Kernel, calls: readonly KernelCall[], onBreakpoint: () => void): Driver {
  const { machine, symbols, memory } = kernel;
  const prepared = calls.map((call) => {
    const target = symbols.entry(call.function);
    if (target?.kind !== 'function') {
      throw new AttachError(`call of "${call.function}": no function of the kernel; ${nearest(call.function, kernel.mcount.map(({ name }) => name))}`);
    }
    const buffers: { at: bigint; bytes: Uint8Array }[] = [];
    const args = call.arguments.map((one) => {
      if (typeof one === 'bigint') return one;
      const at = kernel.kzalloc(one.memory.length);
      buffers.push({ at, bytes: one.memory });
      return at;
    });
    return { call, address: target.address, args, buffers };
  });
  return {
    passes: 1,
    pass: () =>
      prepared.map(({ call, address, args, buffers }) => {
        for (const { at, bytes } of buffers) memory.writeBytes(at, bytes);
        const result = typedResult(call, machine.call(address, args, PASS_LIMIT, onBreakpoint));
        return { call, result, asExpected: call.expect === undefined || result === typedResult(call, call.expect) };
      }),
  };
}

const SHOWN_NAMES = 8;

/** Those that begin most alike, for messages. */
function nearest(name: string, names: readonly string[]): string {
  const alike = (other: string): number => `${other}\0`.split('').findIndex((letter, i) => letter !== name[i]);
  const sorted = [...names].sort((a, b) => alike(b) - alike(a));
  return `one of ${sorted.slice(0, SHOWN_NAMES).join(', ')}${sorted.length > SHOWN_NAMES ? `, and ${sorted.length - SHOWN_NAMES} more` : ''}`;
}

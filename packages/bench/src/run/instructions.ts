import { DEFAULT_FEATURES, helperName, jit, verify, type Slot } from '@tracelab/bpf';
import { Kernel } from '@tracelab/kernel';
import { runParts } from './boot.js';

/** Instructions that come without an object. */
export interface RawProgram {
  readonly slots: readonly Slot[];
  /** What R1 points to, writable; R2 is its size. */
  readonly memory: Uint8Array;
  /** Whether the verifier looks first. */
  readonly verified: boolean;
}

/** A64 instructions after which a program counts as one that does not end. */
const LIMIT = 100_000_000;
/** Helpers that a call by register may name, which Linux does not have: their numbers are below. */
const HELPER_TABLE = 256;

/**
 * Runs a program on the machine and returns R0.
 *
 * @throws VerifierError or BpfLoadError where it is refused; MachineFault where an unverified one goes wrong
 */
export function runInstructions({ slots, memory, verified }: RawProgram): bigint {
  if (verified) verify({ name: 'program', slots, context: { attach: 'memory', size: memory.length }, license: 'GPL' });
  const kernel = new Kernel(runParts([]));
  const helper = (number: number): bigint | undefined => kernel.symbols.tryLookup(helperName(number));
  const functions = jit('bpf_prog_program', slots, {
    features: DEFAULT_FEATURES,
    helper,
    helperTable: helperTable(kernel, helper),
    place: (symbol, text) => kernel.placeCode(symbol, text),
  });
  const at = memory.length > 0 ? kernel.kzalloc(memory.length) : 0n;
  kernel.memory.writeBytes(at, memory);
  return kernel.machine.call(functions.at(-1)!.address, [at, memory.length], LIMIT);
}

function helperTable(kernel: Kernel, helper: (number: number) => bigint | undefined): bigint {
  const table = kernel.kzalloc(HELPER_TABLE * 8);
  for (let number = 0; number < HELPER_TABLE; number++) kernel.memory.write(table + BigInt(number * 8), 8, helper(number) ?? 0n);
  return table;
}

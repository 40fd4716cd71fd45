import { disassemble } from '../isa/index.js';
import type { Core } from '../timing/core.js';
import { cpiStack, since, snapshot, type CpiStack } from '../timing/cpi-stack.js';
import { Replay } from './replay.js';
import type { Trace } from './trace.js';

/** What one instruction of a trace costs; everything is per loop. */
export interface AddressCost {
  readonly address: bigint;
  readonly word: number;
  /** As objdump writes it. */
  readonly text: string;
  /** How often it retires. */
  readonly count: number;
  /** From its predecessor's retirement to its own: they add up to the trace's cycles. */
  readonly cycles: number;
  readonly causes: CpiStack;
}

/** What a trace costs on a core. */
export interface TraceTiming {
  readonly loops: number;
  /** The last loops, over which cycles are the mean; with one loop, that one, which began with empty caches. */
  readonly measured: number;
  /** Every loop measured took the same. */
  readonly settled: boolean;
  readonly instructions: number;
  readonly cycles: number;
  readonly causes: CpiStack;
  /** By rising address. */
  readonly addresses: readonly AddressCost[];
}

/**
 * Times a trace on a core. It is replayed `loops` times with the addresses as recorded, and the second half of them is
 * measured.
 *
 * @throws TraceError
 */
export function timeTrace(core: Core, trace: Trace, loops = 1): TraceTiming {
  const replay = new Replay(core, trace);
  const { timing, program } = replay;
  const warmUp = Math.floor(loops / 2);
  for (let i = 0; i < warmUp; i++) replay.pass();
  const before = snapshot(timing);
  const measured = loops - warmUp;
  const costs = new Set<number>();
  for (let i = 0; i < measured; i++) {
    const start = timing.cycles;
    replay.pass();
    costs.add(timing.cycles - start);
  }
  const spent = since(before, timing);
  const addresses = program.instructions.map(({ address, word, handle }): AddressCost => {
    const count = spent.retiredOf[handle]! / measured;
    const cycles = spent.cyclesOf[handle]! / measured;
    return { address, word, text: disassemble(word, address)!, count, cycles, causes: cpiStack(spent.causesOf, handle, measured) };
  });
  return {
    loops,
    measured,
    settled: costs.size === 1,
    instructions: addresses.reduce((sum, { count }) => sum + count, 0),
    cycles: spent.cycles / measured,
    causes: cpiStack(spent.causes, 0, measured),
    addresses: addresses.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0)),
  };
}

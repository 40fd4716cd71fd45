import { asm } from '../../src/asm/index.js';
import { createClusterTiming, type Core } from '../../src/timing/index.js';
import { clusterOf } from './bench-cluster.js';

/** Hand-overs that are timed, and before them, that are not. */
const ROUNDS = 200;
const WARM_UP = 20;

/**
 * nviennot's core-to-core-latency: two threads take turns in flipping one flag by compare-and-swap, spinning until it is
 * theirs to flip. What Rust makes of `compare_exchange(.., Relaxed, Relaxed)` on an AtomicBool without LSE.
 *
 * @returns cycles of one hand-over, half of a round trip
 */
export function coreToCoreCas(core: Core): number {
  const cluster = clusterOf(asm`
start:  mov     w5, w1                  // mine: core 0 flips 0 to 1, core 1 flips 1 to 0
        eor     w6, w1, #1
        mov     w7, #${ROUNDS + WARM_UP}
1:      ldxrb   w3, [x0]
        cmp     w3, w5
        b.ne    2f
        stxrb   w4, w6, [x0]
        cbnz    w4, 1b
flipped: subs   w7, w7, #1
        b.ne    1b
        hlt     #0
2:      clrex
        b       1b
`, { cores: 2, timing: createClusterTiming(core, 2) });
  const [zero] = cluster.cores;
  const times: number[] = [];
  zero!.processor.breakpoints.add(cluster.cores[0]!.symbols!.lookup('flipped'));
  while (cluster.run().reason === 'breakpoint') times.push(zero!.now);
  return (times.at(-1)! - times[WARM_UP - 1]!) / ROUNDS / 2;
}

import { expect, test } from 'vitest';
import { interleave } from './run.js';

const SEED = Number(process.env['TRACELAB_SEED'] ?? 1);
/** Transitions of each mechanism. */
const COUNT = Number(process.env['TRACELAB_COUNT'] ?? 40);

const mechanisms = (['off', 'per-cpu', 'on'] as const).flatMap((rethook) =>
  (['off', 'on'] as const).map((ops) => ({ rethook, ops, regs: 'on', fprobe: 'on' }) as const));

test.each([...mechanisms, { rethook: 'off', ops: 'off', regs: 'off', fprobe: 'off' } as const])(
  `rethook $rethook, ops-direct $ops, fprobe $fprobe: every call is seen or missed while probes come and go, ${COUNT} times (seed ${SEED})`,
  { timeout: 10_000 + COUNT * 200 },
  (switches) => {
    const { transitions, calls, entries, exits, misses, unsteady } = interleave({ switches, seed: SEED, count: COUNT });
    console.log(
      `${JSON.stringify(switches)}, seed ${SEED}: ${transitions} transitions, ${calls} calls; ${entries} entries, ${exits} exits, ${misses} misses, ${unsteady} times a transition in between`,
    );
    expect(transitions).toBeGreaterThanOrEqual(COUNT);
    expect(entries + misses).toBeGreaterThan(COUNT);
    expect(exits).toBeGreaterThan(0);
    // A short run may by chance not fill a stack.
    if (COUNT >= 1000) expect(misses).toBeGreaterThan(0);
    expect(unsteady).toBeGreaterThan(0);
  },
);

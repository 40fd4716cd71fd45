import { expect, test } from 'vitest';
import { interleave } from './run.js';

const SEED = Number(process.env['TRACELAB_SEED'] ?? 1);
/** Attach, modify and detach transitions of each mechanism. */
const COUNT = Number(process.env['TRACELAB_COUNT'] ?? 100);

test.each(['shared-op', 'call-ops', 'record-ops-direct'])(
  `%s: every call is a hit or a miss while ops and direct calls come and go, ${COUNT} times (seed ${SEED})`,
  { timeout: 10_000 + COUNT * 200 },
  (variant) => {
    const { transitions, calls, hits, misses, overlapping } = interleave({ variant, seed: SEED, count: COUNT });
    console.log(`${variant}, seed ${SEED}: ${transitions} transitions, ${calls} calls; ${hits} hits, ${misses} misses, ${overlapping} of them of calls that a transition came into`);
    expect(transitions).toBeGreaterThanOrEqual(COUNT);
    expect(calls).toBeGreaterThan(COUNT);
    expect(hits).toBeGreaterThan(COUNT);
    expect(overlapping).toBeGreaterThan(0);
  },
);

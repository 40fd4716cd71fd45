import { expect, test } from 'vitest';
import type { GracePeriods, RcuFlavour, TaskGracePeriods } from '../../src/index.js';
import { interleaved, invokers } from '../traced-kernel.js';
import { interleave } from './run.js';

const SEED = Number(process.env['TRACELAB_SEED'] ?? 1);
/** Transitions of each mechanism. */
const COUNT = Number(process.env['TRACELAB_COUNT'] ?? 24);

test.each(interleaved)(
  `$invoker, $series, pool $pool, callbacks $callbacks: every program runs once in every call while others come and go, ${COUNT} times (seed ${SEED})`,
  { timeout: 20_000 + COUNT * 200 },
  (setup) => {
    const { transitions, calls, runs, overrides, unsteady, dropped } = interleave({ setup, seed: SEED, count: COUNT });
    console.log(
      `${setup.invoker} ${setup.series.join('+')} ${setup.callbacks ?? ''} ${setup.pool}, seed ${SEED}: ${transitions} transitions, ${calls} calls; ${runs} runs of programs, ${overrides} overrides, ${unsteady} times a transition in between, ${dropped} runs dropped by one`,
    );
    expect(transitions).toBeGreaterThanOrEqual(COUNT);
    expect(runs).toBeGreaterThan(COUNT);
    expect(overrides).toBeGreaterThan(0);
    expect(unsteady).toBeGreaterThan(0);
  },
);

/** Without one kind of grace period somebody runs into what is freed, and it is seen. */
const impatient = (flavour: RcuFlavour) => (patient: TaskGracePeriods): GracePeriods => ({
  after: (one, then) => (one === flavour ? then() : patient.after(one, then)),
  when: (asked, then) => patient.when(asked, then),
});

test.each(invokers)('$invoker: what is freed without waiting for rcu_tasks is used', { timeout: 60_000 }, (setup) => {
  expect(() => interleave({ setup, seed: SEED, count: 400, impatient: impatient('rcu_tasks') })).toThrow(/hlt #0xdead|0x6b6b|ran 0 times/);
});

import { Interleaver, Random, type Steps } from '@tracelab/arm64-machine';
import { expect, test } from 'vitest';
import { CallingKernel } from './calling-kernel.js';
import { Changes } from './changes.js';
import { Ledger } from './ledger.js';

const SEED = Number(process.env['TRACELAB_SEED'] ?? 1);
const COUNT = Number(process.env['TRACELAB_COUNT'] ?? 100);
/** Freed memory stays poisoned, so a kernel has as many changes as its memory lasts for. */
const ROUND = 500;

test(
  `every BRK is a hit or a miss, and every instance comes back, while probes come and go ${COUNT} times (seed ${SEED})`,
  { timeout: 20_000 + COUNT * 200 },
  () => {
    const random = new Random(SEED);
    const total: Record<string, number> = {};
    const add = (counts: Record<string, number>): void => {
      for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
    };
    for (let left = COUNT; left > 0; left -= ROUND) {
      const kernel = new CallingKernel(3);
      const ledger = new Ledger(kernel);
      const changes = new Changes(kernel, ledger, random);
      const interleaver = new Interleaver(kernel.cluster, random, { watch: ledger.watch });
      try {
        interleaver.run(changes.some(Math.min(left, ROUND)));
        interleaver.run(changes.unregisterAll());
      } catch (error) {
        throw new Error(`seed ${SEED}, ${COUNT - left} changes before this kernel, then ${changes.total}: ${(error as Error).message}`, { cause: error });
      }
      const { tally, overlaps } = ledger;
      expect(tally.hits + tally.missed).toBe(tally.traps);
      expect(tally.returns + tally.unseen).toBe(tally.taken);
      expect(changes.lostMisses).toBeLessThanOrEqual(overlaps);
      expect([...kernel.live.values()], 'bytes of what is not freed').toEqual([]);
      const { lostMisses, reaped } = changes;
      add({ ...changes.count, ...tally, lostMisses, reaped, instructions: interleaver.executed });
    }
    console.log(`seed ${SEED}: ${Object.entries(total).map(([name, count]) => `${count} ${name}`).join(', ')}`);
    for (const name of ['register', 'unregister', 'enable', 'disable', 'attach', 'hits', 'missed', 'taken', 'returns']) {
      expect(total[name], name).toBeGreaterThan(0);
    }
  },
);

/** Goes on where it should have waited. */
function* hastily(steps: Steps): Generator<void> {
  for (const _ of steps) yield;
}

test(`without stop_machine() and grace periods it goes wrong (seed ${SEED})`, () => {
  const random = new Random(SEED);
  const kernel = new CallingKernel(3);
  const ledger = new Ledger(kernel);
  const changes = new Changes(kernel, ledger, random);
  const interleaver = new Interleaver(kernel.cluster, random, { watch: ledger.watch });
  expect(() => interleaver.run(hastily(changes.some(ROUND)))).toThrow();
});

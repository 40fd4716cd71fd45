import { CONTENTION_CORES, NODE_SOURCES, runContention } from '../contention/index.js';
import type { Question } from './question.js';

export const freelistContention: Question = {
  number: 5,
  title: 'How slow does the freelist get under contention, and what do per-CPU lists and the shadow stack change?',
  answer() {
    const { rows } = runContention({ cores: CONTENTION_CORES });
    const most = Math.max(...CONTENTION_CORES);
    const at = (pool: string, cores: number) => rows.find((row) => row.pool === pool && row.cores === cores)!;
    const list = at('freelist', most);
    const gains = NODE_SOURCES.filter((pool) => pool !== 'freelist')
      .map((pool) => `${(at(pool, most).callsPerSecond / list.callsPerSecond).toFixed(0)} times as many with ${pool}`);
    return {
      measured: 'cortex-a72; cores call one traced function, an fprobe hooks every return; million calls per second of all cores together',
      tables: [{
        heads: ['nodes from', ...CONTENTION_CORES.map((cores) => `${cores} core${cores > 1 ? 's' : ''}`)],
        digits: CONTENTION_CORES.map(() => 2),
        rows: NODE_SOURCES.map((pool) => [pool, ...CONTENTION_CORES.map((cores) => at(pool, cores).callsPerSecond / 1e6)] as const),
      }],
      conclusion:
        `${most} cores on the freelist make ${(list.callsPerSecond / at('freelist', 1).callsPerSecond).toFixed(2)} times the calls of one, ` +
        `${(100 * list.coherence).toFixed(0)} % of their cycles waiting for lines of others; ${gains.join(', ')}.`,
    };
  },
};

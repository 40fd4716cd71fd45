import { PRICED_CALLS, type SceneOptions } from '@tracelab/bpf-trampoline';
import { expect, test } from 'vitest';
import { coreNamed } from '../src/build.js';
import { callCost, defectCosts } from '../src/defects/index.js';

const core = coreNamed('cortex-a72');

test('instructions that a fix adds to a call, or saves', () => {
  const costs = defectCosts(core, ['truncated-result', 'node-for-entry', 'orphaned-hooks']);
  const added = costs.map(({ id, call, defect, fixed }) => [id, call, fixed.instructions - defect.instructions] as const);
  expect(added.filter(([, , instructions]) => instructions !== 0)).toEqual([
    ['node-for-entry', 'fentry', -25],
    ['truncated-result', 'fmod_ret that lets the function run', -1],
    ['truncated-result', 'fmod_ret that skips the function', -1],
    ['orphaned-hooks', 'fmod_ret that skips the function', -22],
    ['truncated-result', 'fmod_ret that skips the function, and fexit', -1],
    ['orphaned-hooks', 'fmod_ret that skips the function, and fexit', 103],
  ]);
});

test('other callbacks, and protection left out, make a call shorter', () => {
  const [fentry] = PRICED_CALLS;
  const instructions = (options: SceneOptions): number => callCost(fentry!, core, options).instructions;
  const posted = instructions({});
  const saved = (options: SceneOptions): number => posted - instructions(options);
  expect({
    unrolled: saved({ copy: 'unrolled' }), counted: saved({ copy: 'counted' }), generated: saved({ callbacks: 'generated' }),
    preempt: saved({ without: new Set(['preempt']) }), recursion: saved({ without: new Set(['recursion']) }),
    migrate: saved({ without: new Set(['migrate']) }), rcu: saved({ without: new Set(['rcu']) }),
  }).toEqual({ unrolled: 4, counted: 4, generated: 65, preempt: 20, recursion: 36, migrate: 63, rcu: 19 });
});

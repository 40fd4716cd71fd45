import type { BpfObject } from '@tracelab/bpf';
import { glob } from '@tracelab/ops-direct';
import { choosePrograms } from './choose-programs.js';
import { TEST_RUN_CALLS } from './test-calls.js';
import type { Trigger } from './trigger.js';

/** Triggers that a name says all of. */
export const TRIGGERS = ['test_run', 'getpgid'] as const;
export type TriggerName = (typeof TRIGGERS)[number];

/** Iterations of the system call of which the results are shown. */
const SHOWN_ITERATIONS = 10;

export function namedTrigger(name: TriggerName): Trigger {
  return name === 'getpgid' ? { kind: 'getpgid', iterations: SHOWN_ITERATIONS } : { kind: 'calls', calls: TEST_RUN_CALLS };
}

/** What drives an object where nobody says: calls of the test functions, where a program is on one of them. @throws AttachError */
export function likelyTrigger(object: Pick<BpfObject, 'programs' | 'maps'>, named: readonly string[] = []): TriggerName {
  const called = TEST_RUN_CALLS.map((call) => call.function);
  const isCalled = choosePrograms(object, named).some(({ attach }) => called.some(glob(attach.target)));
  return isCalled ? 'test_run' : 'getpgid';
}

import { expect, test } from 'vitest';
import { interleave } from './run.js';

test('without synchronize_rcu_tasks a freed direct trampoline is executed, or a freed ops called', () => {
  expect(() => interleave({ variant: 'call-ops', seed: 1, count: 400, skip: 'synchronize_rcu_tasks' })).toThrow(
    /the kernel gave up \(hlt #0x0\), at reserved_fault_handler/,
  );
});

test('without synchronize_rcu a freed hash is looked up in', () => {
  expect(() => interleave({ variant: 'shared-op', seed: 1, count: 400, skip: 'synchronize_rcu' })).toThrow(
    /data abort: read of 0x6b6b6b6b6b6b6b\w\w, translation fault, at hash_contains_ip/,
  );
});

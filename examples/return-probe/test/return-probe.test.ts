import { BENCH_PGID } from '@tracelab/kernel';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** From the build that `npm test` makes first. */
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });

function probe(...args: string[]) {
  const { status, stderr, stdout } = run(...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const row = (pool: string) => {
    const columns = new RegExp(`^${pool} +(\\d+) +(0x[0-9a-f]+) +(\\d+) +(\\d+)$`, 'm')
      .exec(stdout)!
      .slice(1)
      .map(Number);
    const [returns, value, inside, perCall] = columns as [number, number, number, number];
    return { returns, value, inside, perCall };
  };
  return { freelist: row('freelist'), shadowStack: row('shadow-stack') };
}

const unhooked = probe('bpf_fentry_test1');
const getpgid = probe();

test('every call of getpgid is seen to return the process group', () => {
  const seen = { returns: 100, value: BENCH_PGID };
  expect(getpgid).toMatchObject({ freelist: seen, shadowStack: seen });
});

test('a pointer is shown as it was returned', () => {
  const { stdout } = run('find_task_by_vpid');
  expect(stdout.match(/0xffff[0-9a-f]{12}/g)).toHaveLength(2);
});

test('a function that is not called is not seen, and costs nothing', () => {
  const { freelist, shadowStack } = unhooked;
  expect(freelist).toMatchObject({ returns: 0, value: 0, inside: 0 });
  expect(shadowStack).toEqual(freelist);
});

test('what it calls takes less than itself, and that less than the whole system call', () => {
  const callee = probe('security_task_getpgid');
  for (const pool of ['freelist', 'shadowStack'] as const) {
    expect(callee[pool].inside).toBeLessThan(getpgid[pool].inside);
    expect(getpgid[pool].inside).toBeLessThan(unhooked[pool].perCall);
  }
});

test('a probe costs less with the shadow stack', () => {
  expect(getpgid.shadowStack.perCall).toBeGreaterThan(unhooked.shadowStack.perCall);
  expect(getpgid.shadowStack.perCall).toBeLessThan(getpgid.freelist.perCall);
});

test('a function that the kernel does not have is one line with those that it has', () => {
  const { status, stdout, stderr } = run('getpgid');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^return-probe: unknown function "getpgid": one of [^\n]*\b__arm64_sys_getpgid, [^\n]*\n$/);
});

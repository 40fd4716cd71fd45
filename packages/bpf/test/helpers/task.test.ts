import { BENCH_PID } from '@tracelab/kernel';
import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { CLANG_AND_LIBBPF } from '../clang.js';
import { World } from './world.js';

oracle(...CLANG_AND_LIBBPF)('helpers, from C: arguments, times, the task', () => {
  const world = new World(`
long entered; u64 ip, count, argument, missing, result, first, second, pid_tgid, uid_gid, cpu, task, jiffies, random_one, random_two;
char comm[16];
SEC("fexit/bpf_fentry_test2") int exits(u64 *ctx)
{
	ip = bpf_get_func_ip(ctx);
	count = bpf_get_func_arg_cnt(ctx);
	bpf_get_func_arg(ctx, 1, &argument);
	missing = bpf_get_func_arg(ctx, 2, &argument);
	bpf_get_func_ret(ctx, &result);
	return 0;
}
SEC("fentry/bpf_fentry_test2") int enters(u64 *ctx) { u64 value = 0; entered = bpf_get_func_ret(ctx, &value); return 0; }
SEC("fmod_ret/bpf_fentry_test2") int asks(u64 *ctx)
{
	first = bpf_ktime_get_ns();
	pid_tgid = bpf_get_current_pid_tgid();
	uid_gid = bpf_get_current_uid_gid();
	cpu = bpf_get_smp_processor_id();
	task = bpf_get_current_task();
	bpf_get_current_comm(comm, sizeof(comm));
	jiffies = bpf_jiffies64();
	random_one = bpf_get_prandom_u32();
	random_two = bpf_get_prandom_u32();
	second = bpf_ktime_get_boot_ns();
	return 0;
}
SEC("fmod_ret/bpf_fentry_test2") int cookie(u64 *ctx) { return bpf_get_attach_cookie(ctx); }`);

  test("the function's address, arguments and result (kernel-paths.md 6.4)", () => {
    world.run('exits', [11n, 22n], 33n);
    const entry = world.kernel.symbols.lookup('bpf_fentry_test1');
    expect(
      ['ip', 'count', 'argument', 'missing', 'result'].map((name) => BigInt.asUintN(64, world.global(name))),
    ).toEqual([entry, 2n, 22n, BigInt.asUintN(64, -22n), 33n]);
    world.run('enters');
    expect(world.global('entered')).toBe(-95n);
    expect(
      world.object
        .load('exits')
        .functions.at(-1)!
        .groups.some(({ bpf }) => bpf.startsWith('call')),
    ).toBe(false);
  });

  test('the task that runs, the CPU, and time that goes on', () => {
    world.run('asks');
    expect(world.global('pid_tgid')).toBe((BigInt(BENCH_PID) << 32n) | BigInt(BENCH_PID));
    expect([world.global('uid_gid'), world.global('cpu')]).toEqual([0n, 0n]);
    expect(world.global('task')).toBe(world.kernel.initTask);
    expect(new TextDecoder().decode(world.kernel.memory.readBytes(world.object.globalAddress('comm'), 6))).toBe(
      'bench\0',
    );
    expect(world.global('second')).toBeGreaterThan(world.global('first'));
    expect(world.global('jiffies')).toBe(4294892296n);
    expect(world.global('random_one')).not.toBe(world.global('random_two'));
  });

  test('the cookie of who runs the program', () => {
    const { kernel } = world;
    const context = kernel.kzalloc(16);
    kernel.memory.write(context, 8, 4711n);
    kernel.memory.write(kernel.initTask + 2448n, 8, context);
    expect(world.run('cookie')).toBe(4711n);
  });
});

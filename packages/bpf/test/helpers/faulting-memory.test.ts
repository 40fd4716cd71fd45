import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { CLANG_AND_LIBBPF } from '../clang.js';
import { World } from './world.js';

oracle(...CLANG_AND_LIBBPF)('helpers, from C: memory that may fault', () => {
  const world = new World(`
char text[16]; u64 value; long length, failed;
SEC("fmod_ret/bpf_fentry_test2") int reads(u64 *ctx)
{
	value = 0x5555555555555555;
	return bpf_probe_read_kernel(&value, sizeof(value), (void *)ctx[0]);
}
SEC("fmod_ret/bpf_fentry_test2") int reads_string(u64 *ctx)
{
	length = bpf_probe_read_kernel_str(text, sizeof(text), (void *)ctx[0]);
	return 0;
}
SEC("fmod_ret/bpf_fentry_test2") int walks(u64 *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	return task->group_leader->real_parent->tgid + (task->pid_links[0].next->next != 0);
}`);

  test('what can be read is, what cannot gives zeros and -EFAULT, and the kernel goes on', () => {
    const { kernel } = world;
    const there = kernel.kzalloc(16);
    kernel.memory.write(there, 8, 0x1122_3344_5566_7788n);
    expect(world.run('reads', [there, 0n])).toBe(0n);
    expect(world.global('value')).toBe(0x1122_3344_5566_7788n);
    for (const bad of [0n, 0xffff_0000_dead_0000n, 0xffff_ffff_ffff_fff0n]) {
      expect(BigInt.asIntN(32, world.run('reads', [bad, 0n]))).toBe(-14n);
      expect(world.global('value')).toBe(0n);
    }
  });

  test('strings end where they end, or where there is no more room', () => {
    const { kernel } = world;
    const at = kernel.kzalloc(64);
    const read = (): [bigint, string] => {
      world.run('reads_string', [at, 0n]);
      const bytes = kernel.memory.readBytes(world.object.globalAddress('text'), 16);
      return [world.global('length'), new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)))];
    };
    kernel.memory.writeBytes(at, new TextEncoder().encode('hello\0'));
    expect(read()).toEqual([6n, 'hello']);
    kernel.memory.writeBytes(at, new TextEncoder().encode('a string that is too long\0'));
    expect(read()).toEqual([16n, 'a string that i']);
  });

  test('a pointer walk through BTF takes NULL for a structure of zeros', () => {
    expect(world.run('walks')).toBe(1n);
    expect(world.object.load('walks').functions.at(-1)!.exceptions).toBeGreaterThan(2);
  });
});

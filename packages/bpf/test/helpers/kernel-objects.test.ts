import { Rq } from '@tracelab/kernel';
import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { CLANG_AND_LIBBPF } from '../clang.js';
import { key, u64, World } from './world.js';

oracle(...CLANG_AND_LIBBPF)('helpers, from C: locks, strings, variables of the kernel', () => {
  const world = new World(`
struct locked { u64 a; struct bpf_spin_lock lock; u64 b; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u32); __type(value, struct locked); __uint(max_entries, 2); } table SEC(".maps");
u64 a, b, pinned, first_pinned; long compared, none = 5;
extern const struct rq runqueues __ksym;
static const char word[] = "word";
SEC("fmod_ret/bpf_fentry_test2") int locks(u64 *ctx)
{
	u32 key = 1; struct locked start = { .a = 10, .b = 20 };
	struct locked *value = bpf_map_lookup_elem(&table, &key);
	if (!value) return bpf_map_update_elem(&table, &key, &start, BPF_NOEXIST);
	bpf_spin_lock(&value->lock);
	value->a++; value->b--;
	bpf_spin_unlock(&value->lock);
	a = value->a; b = value->b;
	start.a = 100;
	return bpf_map_update_elem(&table, &key, &start, BPF_EXIST | BPF_F_LOCK);
}
SEC("fmod_ret/bpf_fentry_test2") int compares(u64 *ctx)
{
	char text[8] = "work";
	compared = bpf_strncmp(text, 8, word);
	text[3] = 'd';
	return bpf_strncmp(text, 8, word);
}
SEC("fmod_ret/bpf_fentry_test2") int per_cpu(u64 *ctx)
{
	const struct rq *mine = bpf_this_cpu_ptr(&runqueues), *first = bpf_per_cpu_ptr(&runqueues, 0);
	pinned = mine->nr_pinned;
	if (first) first_pinned = first->nr_pinned;
	none = bpf_per_cpu_ptr(&runqueues, 99) != 0;
	return 0;
}`);

  test('a value with a lock: held for two changes, kept out of copies', () => {
    expect([world.run('locks'), world.run('locks'), world.global('a'), world.global('b')]).toEqual([
      0n,
      0n,
      11n,
      19n,
    ]);
    const value = world.object.map('table').lookup(key(1))!;
    expect([u64(value), u64(value, 8), u64(value, 16)]).toEqual([100n, 0n, 20n]);
  });

  test('bpf_strncmp tells which is less', () => {
    expect(world.run('compares')).toBe(0n);
    expect(world.global('compared')).toBeGreaterThan(0n);
  });

  test("a per-CPU variable of the kernel, this CPU's and another's", () => {
    const { kernel } = world;
    Rq.nrPinned.write(kernel.memory, kernel.perCpuAddress(kernel.symbols.lookup('runqueues')), 42);
    world.run('per_cpu');
    expect(['pinned', 'first_pinned', 'none'].map((name) => world.global(name))).toEqual([42n, 42n, 0n]);
  });
});

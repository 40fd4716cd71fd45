import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { CLANG_AND_LIBBPF } from '../clang.js';
import { key, u64, World } from './world.js';

oracle(...CLANG_AND_LIBBPF)('helpers, from C: maps', () => {
  const world = new World(`
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, u32); __type(value, u64); __uint(max_entries, 3); } array SEC(".maps");
struct big { u64 a, b, c; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, u32); __type(value, struct big); __uint(max_entries, 5); } bigs SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u64); __type(value, u64); __uint(max_entries, 8); } hash SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_LRU_HASH); __type(key, u32); __type(value, u64); __uint(max_entries, 4); } lru SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __type(key, u32); __type(value, u64); __uint(max_entries, 2); } percpu SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERCPU_HASH); __type(key, u32); __type(value, u64); __uint(max_entries, 2); } percpu_hash SEC(".maps");

SEC("fmod_ret/bpf_fentry_test2") int count(u64 *ctx)
{
	u32 index = ctx[0];
	u64 *value = bpf_map_lookup_elem(&array, &index);
	if (!value) return -1;
	__sync_fetch_and_add(value, 10);
	struct big *b = bpf_map_lookup_elem(&bigs, &index);
	if (b) b->c = 7;
	return *value;
}
SEC("fmod_ret/bpf_fentry_test2") int remember(u64 *ctx)
{
	u64 key = ctx[0], one = 1, *value;
	value = bpf_map_lookup_elem(&hash, &key);
	if (value) { *value += 1; return *value; }
	return bpf_map_update_elem(&hash, &key, &one, BPF_NOEXIST);
}
SEC("fmod_ret/bpf_fentry_test2") int forget(u64 *ctx)
{
	u64 key = ctx[0];
	return bpf_map_delete_elem(&hash, &key);
}
SEC("fmod_ret/bpf_fentry_test2") int recent(u64 *ctx)
{
	u32 key = ctx[0]; u64 value = 100 + key;
	u64 *old = bpf_map_lookup_elem(&lru, &key);
	if (old) return *old;
	bpf_map_update_elem(&lru, &key, &value, 0);
	return 0;
}
SEC("fmod_ret/bpf_fentry_test2") int each_cpu(u64 *ctx)
{
	u32 key = ctx[0]; u64 start = 5;
	u64 *value = bpf_map_lookup_elem(&percpu, &key);
	if (value) *value += 3;
	value = bpf_map_lookup_elem(&percpu_hash, &key);
	if (value) { *value += 1; return *value; }
	return bpf_map_update_elem(&percpu_hash, &key, &start, 0);
}
static u64 sum_one(struct bpf_map *map, u64 *key, u64 *value, u64 *total) { *total += *key * 1000 + *value; return 0; }
static u64 until_three(u32 index, u64 *total) { *total += index; return index == 3; }
SEC("fmod_ret/bpf_fentry_test2") int sum(u64 *ctx)
{
	u64 total = 0;
	long n = bpf_for_each_map_elem(&hash, sum_one, &total, 0);
	return total * 10 + n;
}
SEC("fmod_ret/bpf_fentry_test2") int loop(u64 *ctx)
{
	u64 total = 0;
	long n = bpf_loop(100, until_three, &total, 0);
	return total * 100 + n;
}`);

  test('an array: values by index, nothing beyond its end; elements that are no power of two', () => {
    expect([0n, 2n, 2n, 3n].map((index) => BigInt.asIntN(32, world.run('count', [index, 0n])))).toEqual([
      10n,
      10n,
      20n,
      -1n,
    ]);
    expect(u64(world.object.map('array').lookup(key(2))!)).toBe(20n);
    expect(u64(world.object.map('bigs').lookup(key(2))!, 16)).toBe(7n);
  });

  test('array look-ups are inlined, those of a hash call __htab_map_lookup_elem', () => {
    const bpf = (name: string): string[] =>
      world.object
        .load(name)
        .functions.at(-1)!
        .groups.map((group) => group.bpf);
    expect(bpf('count').filter((line) => line.startsWith('call'))).toEqual([]);
    expect(bpf('count')).toContain('r0 *= 24');
    expect(bpf('count')).toContain('r0 <<= 3');
    expect(bpf('remember').filter((line) => line.startsWith('call'))).toEqual([
      'call __htab_map_lookup_elem',
      'call htab_map_update_elem',
    ]);
    expect(bpf('recent').slice(0, 14).join('; ')).toMatch(
      /call __htab_map_lookup_elem; if r0 == 0 goto pc\+4; r1 = .*; if r1 != 0 goto pc\+1; .* = 1; r0 \+= 56/,
    );
  });

  test('a hash: entries that come, change and go, from both sides', () => {
    expect([5n, 5n, 5n, 9n].map((one) => world.run('remember', [one, 0n]))).toEqual([0n, 2n, 3n, 0n]);
    const map = world.object.map('hash');
    expect([...map.entries()].map(([k, v]) => [u64(k), u64(v)]).sort()).toEqual([
      [5n, 3n],
      [9n, 1n],
    ]);
    const other = new Uint8Array(8);
    other[0] = 77;
    expect(map.update(other, Uint8Array.of(40, 0, 0, 0, 0, 0, 0, 0))).toBe(0);
    expect(world.run('remember', [77n, 0n])).toBe(41n);
    expect(world.run('sum')).toBe((91n * 1000n + 45n) * 10n + 3n);
    expect([world.run('forget', [77n, 0n]), BigInt.asIntN(32, world.run('forget', [77n, 0n]))]).toEqual([0n, -2n]);
    expect(map.lookup(other)).toBeUndefined();
  });

  test('a full hash refuses the ninth', () => {
    const results = [20n, 21n, 22n, 23n, 24n, 25n, 26n].map((one) =>
      BigInt.asIntN(32, world.run('remember', [one, 0n])),
    );
    expect(results).toEqual([0n, 0n, 0n, 0n, 0n, 0n, -7n]);
  });

  test('an LRU table keeps what is used', () => {
    for (const one of [1n, 2n, 3n, 4n]) world.run('recent', [one, 0n]);
    for (const one of [1n, 2n]) expect(world.run('recent', [one, 0n])).toBe(100n + one);
    world.run('recent', [5n, 0n]);
    const kept = [...world.object.map('lru').entries()].map(([k]) => k[0]);
    expect(kept).toContain(1);
    expect(kept).toContain(2);
    expect(kept).toContain(5);
  });

  test("per-CPU maps: this CPU's value", () => {
    expect([1n, 1n, 1n].map((one) => world.run('each_cpu', [one, 0n]))).toEqual([0n, 6n, 7n]);
    expect(u64(world.object.map('percpu').lookup(key(1))!)).toBe(9n);
    expect(u64(world.object.map('percpu_hash').lookup(key(1))!)).toBe(7n);
  });

  test('bpf_loop ends where its callback says so', () => {
    expect(world.run('loop')).toBe(604n);
  });
});

import { BENCH_PID } from '@tracelab/kernel';
import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import type { RingbufMap, StackMap } from '../../src/index.js';
import { CLANG_AND_LIBBPF } from '../clang.js';
import { key, u64, World } from './world.js';

oracle(...CLANG_AND_LIBBPF)('helpers, from C: output', () => {
  const world = new World(`
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } ring SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_STACK_TRACE); __uint(key_size, 4); __uint(value_size, 80); __uint(max_entries, 4); } stacks SEC(".maps");
u64 stack[8]; u64 available;
SEC("fmod_ret/bpf_fentry_test2") int reserve(u64 *ctx)
{
	u64 *record = bpf_ringbuf_reserve(&ring, 24, 0);
	if (!record) return 1;
	record[0] = ctx[0]; record[1] = ctx[1]; record[2] = 3;
	available = bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA);
	if (ctx[1]) bpf_ringbuf_discard(record, 0); else bpf_ringbuf_submit(record, 0);
	return 0;
}
SEC("fmod_ret/bpf_fentry_test2") int output(u64 *ctx)
{
	char text[] = "seven..";
	return bpf_ringbuf_output(&ring, text, 7, 0);
}
SEC("fmod_ret/bpf_fentry_test2") int stackid(u64 *ctx) { return bpf_get_stackid(ctx, &stacks, 0); }
SEC("fmod_ret/bpf_fentry_test2") int get_stack(u64 *ctx) { return bpf_get_stack(ctx, stack, sizeof(stack), 0); }
SEC("fmod_ret/bpf_fentry_test2") int prints(u64 *ctx)
{
	char name[] = "world";
	bpf_printk("hello %s %d %u", name, -5, 7);
	bpf_printk("%llx|%5d|%-5d|", 0xfeedbeefcafeULL, 42, 43);
	bpf_printk("%05d|%c|%#x", -42, 'z', 0xabc);
	bpf_printk("%% %ld %lu", -1L, -1L);
	return bpf_printk("bye");
}
u64 memory[13] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};
SEC("fmod_ret/bpf_fentry_test2") int prints_many(u64 *ctx)
{
	char name[] = "five";
	bpf_printk("%s: %d|%5u|%-5lx|%c|%p", name, -1, 22, 0x333L, '4', 0x555L);
	bpf_printk("%d %d %d %d %d %d %d %d %d %d %d %d", -1, 2, -3, 4, -5, 6, -7, 8, -9, 10, -11, 12);
	return bpf_printk("%d %lld %s %s", ctx[0], ctx[0], 8, ctx[1]);
}
static const char twelve[] = "%u%u%u%u%u%u%u%u%u%u%u%u";
SEC("fmod_ret/bpf_fentry_test2") int vprintk(u64 *ctx)
{
	u32 length = ctx[0] & 127;
	if (length > sizeof(memory)) return 1;
	return bpf_trace_vprintk(twelve, sizeof(twelve) - 2 * (ctx[1] & 1), memory, length);
}
SEC("fmod_ret/bpf_fentry_test2") int vprintk_null(u64 *ctx)
{
	static const char none[] = "no arguments";
	return bpf_trace_vprintk(none, sizeof(none), 0, 0);
}`);
  const ring = world.object.map('ring') as RingbufMap;

  test('records come in order, discarded ones are stepped over, and the buffer goes round', () => {
    const seen: bigint[] = [];
    for (let n = 0n; n < 500n; n++) {
      expect(world.run('reserve', [n, n % 5n === 4n ? 1n : 0n])).toBe(0n);
      if (n % 37n === 36n) for (const record of ring.drain()) seen.push(u64(record));
    }
    for (const record of ring.drain()) seen.push(u64(record));
    expect(seen).toEqual(Array.from({ length: 500 }, (_, n) => BigInt(n)).filter((n) => n % 5n !== 4n));
  });

  test('without a reader it fills up', () => {
    let fit = 0;
    while (world.run('reserve', [1n, 0n]) === 0n) fit++;
    expect(fit).toBe(4096 / 32 - 1);
    expect(world.global('available')).toBe(BigInt(fit) * 32n);
    expect(ring.ringbuf.wakeUpPending).toBe(true);
    expect(ring.drain()).toHaveLength(fit);
    expect(world.run('output')).toBe(0n);
    expect(ring.drain().map((record) => new TextDecoder().decode(record))).toEqual(['seven..']);
  });

  test('stacks have an id by their addresses', () => {
    const { kernel } = world;
    kernel.machine.state.setX(29, 0n);
    const id = world.run('stackid');
    expect(world.run('stackid')).toBe(id);
    const addresses = (world.object.map('stacks') as StackMap).lookup(key(Number(id)))!;
    expect(kernel.symbols.at(u64(addresses))?.name).toMatch(/^bpf_prog_\w+_stackid$/);
    expect(Number(world.run('get_stack')) % 8).toBe(0);
    expect(kernel.symbols.at(kernel.memory.read(world.object.globalAddress('stack'), 8))?.name).toMatch(
      /_get_stack$/,
    );
  });

  test('trace_printk formats as vsnprintf() does', () => {
    world.run('prints');
    const lines = world.object.readTrace();
    expect(lines.map(({ text }) => text)).toEqual([
      'hello world -5 7',
      'feedbeefcafe|   42|43   |',
      '-0042|z|0xabc',
      '% -1 18446744073709551615',
      'bye',
    ]);
    expect(lines[0]).toMatchObject({ pid: BENCH_PID, cpu: 0 });
    expect(world.object.readTrace()).toEqual([]);
  });

  test('trace_vprintk has up to twelve arguments', () => {
    const text = (): string[] => world.object.readTrace().map((line) => line.text);
    const name = world.kernel.kzalloc(8);
    world.kernel.memory.writeBytes(name, new TextEncoder().encode('Debian'));
    expect(world.run('prints_many', [0x1_ffff_fffen, name])).toBe(21n);
    expect(text()).toEqual([
      'five: -1|   22|333  |4|0000000000000555',
      '-1 2 -3 4 -5 6 -7 8 -9 10 -11 12',
      '-2 8589934590  Debian',
    ]);
    expect(world.run('vprintk_null')).toBe(12n);
    expect(world.run('vprintk', [96n, 0n])).toBe(15n);
    expect(text()).toEqual(['no arguments', '123456789101112']);
  });

  test.each([
    ['a length that is no multiple of 8', [95n, 0n]],
    ['thirteen arguments', [104n, 0n]],
    ['fewer arguments than the format wants', [88n, 0n]],
    ['a format without its end', [96n, 1n]],
  ])('trace_vprintk refuses %s', (_, args) => {
    expect(BigInt.asIntN(32, world.run('vprintk', args))).toBe(-22n);
    expect(world.object.readTrace()).toEqual([]);
  });
});

test('stacks are of addresses, also where return addresses are signed', () => {
  const world = new World(
    `
u64 stack[4];
static __noinline int inner(u64 *ctx) { volatile int kept = 0; return bpf_get_stack(ctx, stack, sizeof(stack), 0) + kept; }
SEC("fmod_ret/bpf_fentry_test2") int outer(u64 *ctx) { volatile int kept = 0; return inner(ctx) + kept; }`,
    ['pauth'],
  );
  const { kernel, object } = world;
  kernel.machine.state.setX(29, 0n);
  expect(world.run('outer')).toBeGreaterThanOrEqual(16n);
  const at = object.globalAddress('stack');
  const names = [0n, 8n].map((offset) => kernel.symbols.at(kernel.memory.read(at + offset, 8))?.name);
  expect(names).toEqual([expect.stringMatching(/_outer_\d+$/), expect.stringMatching(/_outer$/)]);
});

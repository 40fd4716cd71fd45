import type { Feature } from '@tracelab/arm64-machine';
import { oracle } from '@tracelab/testing';
import { baseParts, BENCH_PID, Kernel, Rq, ThreadInfo } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import {
  bpfParts,
  kernelBtf,
  LoadedObject,
  readObject,
  type RingbufMap,
  type StackMap,
  type Program,
} from '../../src/index.js';
import { CLANG_AND_LIBBPF, compileBpf, PREAMBLE } from '../clang.js';

/** Objects of one source in a kernel of their own; programs are called as a trampoline calls them. */
class World {
  readonly kernel: Kernel;
  readonly object: LoadedObject;

  constructor(source: string, features: readonly Feature[] = []) {
    this.kernel = new Kernel([baseParts, bpfParts], { features });
    this.object = new LoadedObject(this.kernel, readObject(compileBpf(`${PREAMBLE}\n${source}`), { btf: kernelBtf() }));
  }

  /** R0 of a program whose context has these arguments, their number in front. */
  run(name: string, args: readonly bigint[] = [0n, 0n], returned = 0n): bigint {
    const { kernel } = this;
    const program: Program = this.object.load(name);
    const area = kernel.kzalloc(256);
    [kernel.symbols.lookup('bpf_fentry_test1'), BigInt(args.length), ...args, returned].forEach((value, n) =>
      kernel.memory.write(area + BigInt(8 * n), 8, value),
    );
    const before = ThreadInfo.preemptCount.read(kernel.memory, kernel.initTask);
    const r0 = kernel.machine.call(program.code, [area + 16n, program.insnsi]);
    expect(ThreadInfo.preemptCount.read(kernel.memory, kernel.initTask)).toBe(before);
    return r0;
  }

  global(name: string): bigint {
    return this.object.readGlobal(name);
  }
}

const key = (value: number): Uint8Array => Uint8Array.of(value, value >> 8, value >> 16, value >> 24);
const u64 = (bytes: Uint8Array, at = 0): bigint => new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true);

oracle(...CLANG_AND_LIBBPF)('helpers, from C', () => {
  describe('maps', () => {
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

  describe('arguments, times, the task', () => {
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

  describe('memory that may fault', () => {
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

  describe('output', () => {
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

  describe('locks, strings, variables of the kernel', () => {
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
});

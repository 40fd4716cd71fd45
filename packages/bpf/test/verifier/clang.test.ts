import { oracle } from '@tracelab/testing';
import { baseParts, Kernel } from '@tracelab/kernel';
import { beforeAll, describe, expect, test } from 'vitest';
import { bpfParts, LoadedObject, readObject } from '../../src/index.js';
import { CLANG_AND_LIBBPF, compileBpf, PREAMBLE } from '../clang.js';

const MAPS = `
struct event { u32 pid; u32 length; char text[16]; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 16); __type(key, u32); __type(value, struct event); } events SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } ring SEC(".maps");
u64 counts[8];
const volatile u32 limit = 3;
int sum;
`;

const kernel = new Kernel([baseParts, bpfParts]);

const ACCEPTED: readonly (readonly [rule: string, body: string])[] = [
  [
    'an index that is checked',
    'SEC("fentry/bpf_fentry_test1") int BPF_PROG(p, int a) { u64 i = ctx[0]; if (i < 8) counts[i]++; return 0; }',
  ],
  [
    'an index that is masked',
    'SEC("fentry/bpf_fentry_test1") int BPF_PROG(p, int a) { counts[a & 7] += a; return 0; }',
  ],
  [
    'a loop up to a constant of the object',
    'SEC("fentry/bpf_fentry_test1") int BPF_PROG(p, int a) { for (u32 i = 0; i < limit; i++) sum += a ^ i; return 0; }',
  ],
  [
    'a look-up, an update, an event',
    `SEC("fentry/bpf_fentry_test1") int BPF_PROG(p, int a) {
         u32 key = a; struct event fresh = { .pid = a }, *event = bpf_map_lookup_elem(&events, &key);
         if (!event) { bpf_map_update_elem(&events, &key, &fresh, 0); return 0; }
         struct event *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);
         if (!record) return 0;
         *record = *event;
         bpf_ringbuf_submit(record, 0);
         return 0;
       }`,
  ],
  [
    'a string of bounded length',
    `SEC("kprobe/bpf_fentry_test1") int p(void *ctx) {
         char text[64]; long length = bpf_get_current_comm(text, 16) ? 0 : bpf_probe_read_kernel_str(text, sizeof(text), (void *)1);
         if (length > 0) bpf_ringbuf_output(&ring, text, length, 0);
         return 0;
       }`,
  ],
  [
    'a callback',
    `static long add(u32 i, u64 *total) { *total += i; return *total > 100; }
       SEC("fentry/bpf_fentry_test1") int BPF_PROG(p, int a) { u64 total = 0; bpf_loop(20, add, &total, 0); sum = total; return 0; }`,
  ],
  [
    'functions that are not inlined',
    `static __noinline u32 clamp(u32 i) { return i < 8 ? i : 7; }
       SEC("fentry/bpf_fentry_test1") int BPF_PROG(p, int a) { counts[clamp(a)]++; return 0; }`,
  ],
];

const REFUSED: readonly (readonly [rule: string, body: string, reason: string])[] = [
  [
    'an index that is not checked',
    'SEC("fentry/bpf_fentry_test1") int BPF_PROG(p, int a) { counts[(u64)ctx[0]]++; return 0; }',
    'math between map_value pointer',
  ],
  [
    'an index that is checked too loosely',
    'SEC("fentry/bpf_fentry_test1") int BPF_PROG(p, int a) { u64 i = ctx[0]; if (i <= 9) counts[i]++; return 0; }',
    'max value is outside of the allowed memory range',
  ],
  // clang makes (i & 0xfffffff8) == 0 of i < 8; Linux draws no bound from that either.
  [
    'an index whose upper bits alone are checked',
    'SEC("fentry/bpf_fentry_test1") int BPF_PROG(p, int a) { u32 i = a; if (i < 8) counts[i]++; return 0; }',
    'unbounded memory access',
  ],
  [
    'a look-up that is not checked',
    'SEC("fentry/bpf_fentry_test1") int BPF_PROG(p, int a) { u32 key = a; struct event *e = bpf_map_lookup_elem(&events, &key); sum = e->pid; return 0; }',
    "invalid mem access 'map_value_or_null'",
  ],
  [
    'a record that is kept',
    'SEC("fentry/bpf_fentry_test1") int BPF_PROG(p, int a) { u32 *r = bpf_ringbuf_reserve(&ring, 4, 0); if (r) *r = a; return 0; }',
    'Unreleased reference',
  ],
  [
    'a write to a constant of the object',
    'SEC("fentry/bpf_fentry_test1") int BPF_PROG(p, int a) { u32 *w = (u32 *)&limit; asm volatile("" : "+r"(w)); *w = a; return 0; }',
    'write into map forbidden',
  ],
  [
    'a loop without an end',
    'SEC("fentry/bpf_fentry_test1") int BPF_PROG(p, int a) { while (bpf_get_prandom_u32() != 7) ; return 0; }',
    'infinite loop detected',
  ],
  [
    'a result that fentry cannot have',
    'SEC("fentry/bpf_fentry_test1") int BPF_PROG(p, int a) { return 1; }',
    'At program exit the register R0 has 1',
  ],
];

/** One object of all of them: program n of each list is called after the list. */
function source(): string {
  const named = (list: string) => (row: readonly string[], n: number) =>
    row[1]!
      .replace(/BPF_PROG\(p,|int p\(/, (head) =>
        head.replace('p,', `${list}${n},`).replace('int p(', `int ${list}${n}(`),
      )
      .replaceAll(/\b(add|clamp)\b/g, `$1_${list}${n}`);
  return [PREAMBLE, MAPS, ...ACCEPTED.map(named('accepted')), ...REFUSED.map(named('refused'))].join('\n');
}

describe.skipIf(!oracle(...CLANG_AND_LIBBPF))('as clang writes them', () => {
  let object: LoadedObject;
  beforeAll(() => {
    object = new LoadedObject(kernel, readObject(compileBpf(source())));
  });

  test.each(ACCEPTED.map(([rule], n) => [rule, n] as const))('accepted: %s', (_, n) => {
    expect(object.load(`accepted${n}`).verified!.processed).toBeGreaterThan(0);
  });

  test.each(REFUSED.map(([rule, , reason], n) => [rule, reason, n] as const))('refused: %s', (_, reason, n) => {
    expect(() => object.load(`refused${n}`)).toThrow(
      expect.objectContaining({ reason: expect.stringContaining(reason) as string }) as Error,
    );
  });
});

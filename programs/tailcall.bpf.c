// SPDX-License-Identifier: MIT
/*
 * Programs in place of the rest of others: by index, into an empty slot, and round and round up to the limit of 33.
 * The look into an empty slot counts as one of them (v6.1 counts before it looks).
 */
#include "lab.h"

int classify(unsigned long long *ctx);
int again(unsigned long long *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__uint(key_size, sizeof(u32));
	__array(values, int (void *));
} jumps SEC(".maps") = {
	.values = {
		[1] = (void *)&classify,
		[3] = (void *)&again,
	},
};

u64 entered, empty_slot, beyond, classified, rounds, ended;

SEC("fentry/bpf_fentry_test1")
int BPF_PROG(entry, int a)
{
	entered++;
	bpf_tail_call(ctx, &jumps, 2);
	empty_slot++;
	bpf_tail_call(ctx, &jumps, 4);
	beyond++;
	bpf_tail_call(ctx, &jumps, a);
	entered += 1000; /* not reached */
	return 0;
}

SEC("fentry/bpf_fentry_test1")
int classify(unsigned long long *ctx)
{
	classified += ctx[0];
	bpf_tail_call(ctx, &jumps, 3);
	return 0;
}

SEC("fentry/bpf_fentry_test1")
int again(unsigned long long *ctx)
{
	rounds++;
	bpf_tail_call(ctx, &jumps, 3);
	ended++;
	return 0;
}

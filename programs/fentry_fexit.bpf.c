// SPDX-License-Identifier: MIT
/* Both on one function: a number that each takes shows who runs when. Of two on entry, the one attached last runs first. */
#include "lab.h"

u64 sequence, entered, entered_too, left, argument;

SEC("fentry/bpf_fentry_test4")
int BPF_PROG(first, void *a)
{
	entered = ++sequence;
	return 0;
}

SEC("fentry/bpf_fentry_test4")
int BPF_PROG(second, void *a)
{
	entered_too = ++sequence;
	return 0;
}

SEC("fexit/bpf_fentry_test4")
int BPF_PROG(last, void *a, char b, int c, u64 d, int ret)
{
	left = ++sequence;
	argument = (u64)a + b + c + d == ret;
	return 0;
}

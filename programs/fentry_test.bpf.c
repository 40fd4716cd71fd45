// SPDX-License-Identifier: MIT
/* Arguments of every width as fentry programs see them, on each function that BPF_PROG_TEST_RUN calls. */
#include "lab.h"

u64 test1, test2, test3, test4, test5, test6, test7, test8;

SEC("fentry/bpf_fentry_test1")
int BPF_PROG(entry1, int a)
{
	test1 += a == 1;
	return 0;
}

SEC("fentry/bpf_fentry_test2")
int BPF_PROG(entry2, int a, u64 b)
{
	test2 += a == 2 && b == 3;
	return 0;
}

SEC("fentry/bpf_fentry_test3")
int BPF_PROG(entry3, char a, int b, u64 c)
{
	test3 += a == 4 && b == 5 && c == 6;
	return 0;
}

SEC("fentry/bpf_fentry_test4")
int BPF_PROG(entry4, void *a, char b, int c, u64 d)
{
	test4 += a == (void *)7 && b == 8 && c == 9 && d == 10;
	return 0;
}

SEC("fentry/bpf_fentry_test5")
int BPF_PROG(entry5, u64 a, void *b, short c, int d, u64 e)
{
	test5 += a == 11 && b == (void *)12 && c == 13 && d == 14 && e == 15;
	return 0;
}

SEC("fentry/bpf_fentry_test6")
int BPF_PROG(entry6, u64 a, void *b, short c, int d, void *e, u64 f)
{
	test6 += a == 16 && b == (void *)17 && c == 18 && d == 19 && e == (void *)20 && f == 21;
	return 0;
}

SEC("fentry/bpf_fentry_test7")
int BPF_PROG(entry7, struct bpf_fentry_test_t *arg)
{
	test7 += !arg;
	return 0;
}

/* A pointer to a structure of the kernel is followed by a load that cannot fault. */
SEC("fentry/bpf_fentry_test8")
int BPF_PROG(entry8, struct bpf_fentry_test_t *arg)
{
	test8 += arg->a == 0;
	return 0;
}

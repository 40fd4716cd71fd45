// SPDX-License-Identifier: MIT
/* Arguments and results as fexit programs see them: the same functions, after they have returned. */
#include "lab.h"

u64 test1, test2, test3, test4, test5, test6, test7, test8;

SEC("fexit/bpf_fentry_test1")
int BPF_PROG(exit1, int a, int ret)
{
	test1 += a == 1 && ret == 2;
	return 0;
}

SEC("fexit/bpf_fentry_test2")
int BPF_PROG(exit2, int a, u64 b, int ret)
{
	test2 += a == 2 && b == 3 && ret == 5;
	return 0;
}

SEC("fexit/bpf_fentry_test3")
int BPF_PROG(exit3, char a, int b, u64 c, int ret)
{
	test3 += a == 4 && b == 5 && c == 6 && ret == 15;
	return 0;
}

SEC("fexit/bpf_fentry_test4")
int BPF_PROG(exit4, void *a, char b, int c, u64 d, int ret)
{
	test4 += a == (void *)7 && b == 8 && c == 9 && d == 10 && ret == 34;
	return 0;
}

SEC("fexit/bpf_fentry_test5")
int BPF_PROG(exit5, u64 a, void *b, short c, int d, u64 e, int ret)
{
	test5 += a == 11 && b == (void *)12 && c == 13 && d == 14 && e == 15 && ret == 65;
	return 0;
}

SEC("fexit/bpf_fentry_test6")
int BPF_PROG(exit6, u64 a, void *b, short c, int d, void *e, u64 f, int ret)
{
	test6 += a == 16 && b == (void *)17 && c == 18 && d == 19 && e == (void *)20 && f == 21 && ret == 111;
	return 0;
}

SEC("fexit/bpf_fentry_test7")
int BPF_PROG(exit7, struct bpf_fentry_test_t *arg)
{
	test7 += !arg;
	return 0;
}

SEC("fexit/bpf_fentry_test8")
int BPF_PROG(exit8, struct bpf_fentry_test_t *arg)
{
	test8 += !arg->a;
	return 0;
}

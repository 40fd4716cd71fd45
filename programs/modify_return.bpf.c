// SPDX-License-Identifier: MIT
/* fmod_ret between fentry and fexit: what it returns, unless 0, is what the caller gets, and the function does not run. */
#include "lab.h"

/* Set before the program is loaded. */
const volatile int result = 0;

u64 sequence, at_entry, at_modify, at_exit;
int seen_before, seen_after;

SEC("fentry/bpf_modify_return_test")
int BPF_PROG(entry, int a, int *b)
{
	at_entry = ++sequence;
	return 0;
}

SEC("fmod_ret/bpf_modify_return_test")
int BPF_PROG(modify, int a, int *b, int ret)
{
	at_modify = ++sequence;
	seen_before = ret;
	return result;
}

SEC("fexit/bpf_modify_return_test")
int BPF_PROG(leave, int a, int *b, int ret)
{
	at_exit = ++sequence;
	seen_after = ret;
	return 0;
}

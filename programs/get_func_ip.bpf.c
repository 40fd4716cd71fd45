// SPDX-License-Identifier: MIT
/* The address of the traced function, from wherever it is traced; 0 in the middle of one. */
#include "lab.h"

extern const void bpf_fentry_test1 __ksym;
extern const void bpf_fentry_test2 __ksym;
extern const void bpf_fentry_test3 __ksym;
extern const void bpf_fentry_test4 __ksym;
extern const void bpf_modify_return_test __ksym;

u64 entry_ok, exit_ok, kprobe_ok, kretprobe_ok, modify_ok, inside_ok;

SEC("fentry/bpf_fentry_test1")
int BPF_PROG(entry)
{
	entry_ok = bpf_get_func_ip(ctx) == (u64)&bpf_fentry_test1;
	return 0;
}

SEC("fexit/bpf_fentry_test2")
int BPF_PROG(leave)
{
	exit_ok = bpf_get_func_ip(ctx) == (u64)&bpf_fentry_test2;
	return 0;
}

SEC("kprobe/bpf_fentry_test3")
int probe(struct pt_regs *ctx)
{
	kprobe_ok = bpf_get_func_ip(ctx) == (u64)&bpf_fentry_test3;
	return 0;
}

SEC("kretprobe/bpf_fentry_test4")
int return_probe(struct pt_regs *ctx)
{
	kretprobe_ok = bpf_get_func_ip(ctx) == (u64)&bpf_fentry_test4;
	return 0;
}

SEC("fmod_ret/bpf_modify_return_test")
int BPF_PROG(modify)
{
	modify_ok = bpf_get_func_ip(ctx) == (u64)&bpf_modify_return_test;
	return 0;
}

/* Behind the patchable entry. */
SEC("kprobe/bpf_fentry_test6+0x8")
int inside(struct pt_regs *ctx)
{
	inside_ok = bpf_get_func_ip(ctx) == 0;
	return 0;
}
